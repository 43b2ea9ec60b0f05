import { pricingSettings } from "../../../../sdk/deployment/settings.ts";
import { addPricingCall, extractPricingAdded } from "../../../../sdk/pricing/add-pricing.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { readJson } from "../../read-json.ts";

/** Adds a pricing version. */
export async function plan(context: SendContext, { file }: { file: string }): Promise<Plan> {
  const { grid } = context;
  const settings = readJson(context, file, "pricing version", (document) => pricingSettings.parse(document));
  const call = await addPricingCall(grid, settings);
  const effects = ["New reservations cost what it says; what is open keeps its own version."];
  return oneStep({ call, summary: "Add a pricing version", effects }, (receipt) => {
    const version = Number(extractPricingAdded(grid, receipt).version);
    return {
      document: { version, ...settings, transaction: receipt.hash },
      text: `New reservations are under pricing version ${version}.`,
      hints: version > 1 ? [`An old one is retired with: tfgrid pricing retire --version ${version - 1}`] : [],
    };
  });
}
