import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface CloseStreamParameters {
  readonly streamId: number;
}

/** The call that closes a stream for good; whoever pays it sends this, its operator, or anybody once it is dead or late. */
export function closeStreamCall(grid: Grid, { streamId }: CloseStreamParameters): Promise<Call> {
  return toCall("Escrow", "close", grid.Escrow.close.populateTransaction(streamId));
}

/** Closes a stream; returns once the node has the transaction. */
export async function closeStream(
  grid: Grid,
  signer: Signer,
  parameters: CloseStreamParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await closeStreamCall(grid, parameters));
}

/** Closes a stream and returns the event of its end and the receipt. */
export async function closeStreamAndWait(grid: Grid, signer: Signer, parameters: CloseStreamParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await closeStreamCall(grid, parameters));
  return { event: extractStreamClosed(grid, receipt), receipt };
}

/** The event of the end of a stream. */
export function extractStreamClosed(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.StreamClosed, receipt);
}
