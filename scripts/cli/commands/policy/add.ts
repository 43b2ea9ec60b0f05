import { policySettings } from "../../../../sdk/deployment/settings.ts";
import { addPolicyCall, extractPolicyAdded } from "../../../../sdk/farming/add-policy.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { readJson } from "../../read-json.ts";

/** Adds a farming policy. */
export async function plan(context: SendContext, { file }: { file: string }): Promise<Plan> {
  const { grid } = context;
  const settings = readJson(context, file, "policy", (document) => policySettings.parse(document));
  const call = await addPolicyCall(grid, settings);
  const { isDefault } = settings.eligibility;
  const effects = [
    isDefault
      ? `New terms get the policy ${settings.name} by default; terms that exist keep theirs.`
      : `Farms can be attached to the policy ${settings.name}.`,
  ];
  return oneStep({ call, summary: `Add policy ${settings.name}`, effects }, (receipt) => {
    const policyId = Number(extractPolicyAdded(grid, receipt).policyId);
    return {
      document: { policy: policyId, ...settings, transaction: receipt.hash },
      text: `Policy ${policyId} is ${settings.name}.`,
      hints: isDefault
        ? ["Nodes move to it with: tfgrid node adopt-policy --node N"]
        : [`Attach a farm to it with: tfgrid farm attach-policy --farm N --policy ${policyId}`],
    };
  });
}
