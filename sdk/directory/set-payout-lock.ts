import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface SetPayoutLockParameters {
  readonly farmId: number;
  /** Whether only the payout address itself may move it. */
  readonly isLocked: boolean;
}

/** The call that locks the payout address (the owner sends it) or gives the owner back his say (the payout address sends it). */
export function setPayoutLockCall(grid: Grid, { farmId, isLocked }: SetPayoutLockParameters): Promise<Call> {
  return toCall("Directory", "setPayoutLock", grid.Directory.setPayoutLock.populateTransaction(farmId, isLocked));
}

/** Locks or unlocks the payout address; returns once the node has the transaction. */
export async function setPayoutLock(
  grid: Grid,
  signer: Signer,
  parameters: SetPayoutLockParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await setPayoutLockCall(grid, parameters));
}

/** Locks or unlocks the payout address and returns the event of the lock and the receipt. */
export async function setPayoutLockAndWait(grid: Grid, signer: Signer, parameters: SetPayoutLockParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await setPayoutLockCall(grid, parameters));
  return { event: extractPayoutLockSet(grid, receipt), receipt };
}

/** The event of a lock that was set or lifted. */
export function extractPayoutLockSet(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.FarmPayoutLockSet, receipt);
}
