import { extractPayoutLockSet, setPayoutLockCall } from "../../../../sdk/directory/set-payout-lock.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Unlocks the payout address of a farm. */
export async function plan({ grid }: SendContext, { farm }: { farm: number }): Promise<Plan> {
  const call = await setPayoutLockCall(grid, { farmId: farm, isLocked: false });
  const effects = [`The owner of farm ${farm} can move its payout address again.`];
  return oneStep({ call, summary: `Unlock the payout address of farm ${farm}`, effects }, (receipt) => ({
    document: { farm, isLocked: extractPayoutLockSet(grid, receipt).isLocked, transaction: receipt.hash },
    text: `The payout address of farm ${farm} is unlocked: the owner can move it again.`,
  }));
}
