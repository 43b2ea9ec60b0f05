import type { FarmCertification } from "../../../../sdk/directory/certify-farm.ts";
import { certifyFarmCall, extractFarmCertified } from "../../../../sdk/directory/certify-farm.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Sets a farm's certification. */
export async function plan({ grid }: SendContext, flags: { farm: number; level: FarmCertification }): Promise<Plan> {
  const { farm, level } = flags;
  const call = await certifyFarmCall(grid, { farmId: farm, certification: level });
  const words = level === "gold" ? "gold certified" : "not certified";
  const effects = [`Farm ${farm} is ${words}; terms that its nodes have stay what they are.`];
  return oneStep({ call, summary: `Certify farm ${farm}`, effects }, (receipt) => {
    const isGold = extractFarmCertified(grid, receipt).certification === 1n;
    return {
      document: { farm, certification: isGold ? "gold" : "notCertified", transaction: receipt.hash },
      text: `Farm ${farm} is ${words}, for new terms of its nodes.`,
    };
  });
}
