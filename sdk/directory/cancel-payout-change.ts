import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface CancelPayoutChangeParameters {
  readonly farmId: number;
}

/** The call that stops a change of the payout address that has not taken effect. */
export function cancelPayoutChangeCall(grid: Grid, { farmId }: CancelPayoutChangeParameters): Promise<Call> {
  return toCall("Directory", "cancelPayoutChange", grid.Directory.cancelPayoutChange.populateTransaction(farmId));
}

/** Stops a change of the payout address; returns once the node has the transaction. */
export async function cancelPayoutChange(
  grid: Grid,
  signer: Signer,
  parameters: CancelPayoutChangeParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await cancelPayoutChangeCall(grid, parameters));
}

/** Stops a change of the payout address and returns the event of the cancellation and the receipt. */
export async function cancelPayoutChangeAndWait(grid: Grid, signer: Signer, parameters: CancelPayoutChangeParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await cancelPayoutChangeCall(grid, parameters));
  return { event: extractPayoutChangeCancelled(grid, receipt), receipt };
}

/** The event of a cancelled change. */
export function extractPayoutChangeCancelled(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.FarmPayoutChangeCancelled, receipt);
}
