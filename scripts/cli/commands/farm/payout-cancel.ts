import {
  cancelPayoutChangeCall,
  extractPayoutChangeCancelled,
} from "../../../../sdk/directory/cancel-payout-change.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Stops a move of the payout address. */
export async function plan({ grid }: SendContext, { farm }: { farm: number }): Promise<Plan> {
  const call = await cancelPayoutChangeCall(grid, { farmId: farm });
  const effects = [`The payout address of farm ${farm} stays what it is.`];
  return oneStep({ call, summary: `Keep the payout address of farm ${farm}`, effects }, (receipt) => {
    const { payout } = extractPayoutChangeCancelled(grid, receipt);
    return {
      document: { farm, payout, transaction: receipt.hash },
      text: `Rewards of farm ${farm} go to ${payout}, as before.`,
    };
  });
}
