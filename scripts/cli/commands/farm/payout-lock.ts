import { extractPayoutLockSet, setPayoutLockCall } from "../../../../sdk/directory/set-payout-lock.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Locks the payout address of a farm. */
export async function plan({ grid }: SendContext, { farm }: { farm: number }): Promise<Plan> {
  const call = await setPayoutLockCall(grid, { farmId: farm, isLocked: true });
  const effects = [`Only the payout address of farm ${farm} itself can move or unlock it; its owner can not.`];
  return oneStep({ call, summary: `Lock the payout address of farm ${farm}`, effects }, (receipt) => ({
    document: { farm, isLocked: extractPayoutLockSet(grid, receipt).isLocked, transaction: receipt.hash },
    text: `The payout address of farm ${farm} is locked: only that address itself can move or unlock it.`,
  }));
}
