import { acceptFarmCall, extractFarmTransferred } from "../../../../sdk/directory/accept-farm.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Takes over a farm. */
export async function plan({ grid }: SendContext, { farm }: { farm: number }): Promise<Plan> {
  const call = await acceptFarmCall(grid, { farmId: farm });
  const effects = [`Farm ${farm} belongs to the sender; its payout address stays what it is.`];
  return oneStep({ call, summary: `Take over farm ${farm}`, effects }, (receipt) => {
    const { previousOwner, newOwner } = extractFarmTransferred(grid, receipt);
    return {
      document: { farm, previousOwner, owner: newOwner, transaction: receipt.hash },
      text: `Farm ${farm} belongs to ${newOwner}.`,
      hints: [`Check where its rewards go: tfgrid farm show --farm ${farm}`],
    };
  });
}
