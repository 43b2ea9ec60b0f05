import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface ChangePayoutParameters {
  readonly farmId: number;
  /** Where the rewards go once the delay has passed. */
  readonly newPayout: string;
}

/** The call that moves the payout address after its delay; the owner sends it, or the payout address itself once it is locked. */
export function changePayoutCall(grid: Grid, { farmId, newPayout }: ChangePayoutParameters): Promise<Call> {
  return toCall("Directory", "changePayout", grid.Directory.changePayout.populateTransaction(farmId, newPayout));
}

/** Moves the payout address; returns once the node has the transaction. */
export async function changePayout(
  grid: Grid,
  signer: Signer,
  parameters: ChangePayoutParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await changePayoutCall(grid, parameters));
}

/** Moves the payout address and returns the event that says when it takes effect and the receipt. */
export async function changePayoutAndWait(grid: Grid, signer: Signer, parameters: ChangePayoutParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await changePayoutCall(grid, parameters));
  return { event: extractPayoutChangeScheduled(grid, receipt), receipt };
}

/** The event of a change that was announced. */
export function extractPayoutChangeScheduled(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.FarmPayoutChangeScheduled, receipt);
}
