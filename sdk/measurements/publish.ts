import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { Chunk } from "../rules/chunks.ts";

export interface PublishParameters {
  readonly period: number;
  readonly batch: number;
  /** The next one of the batch; the contract takes no other. */
  readonly chunk: Chunk;
}

/** The call that publishes the next leaves of a batch; anybody may send it. */
export function publishCall(grid: Grid, { period, batch, chunk }: PublishParameters): Promise<Call> {
  const { leaves, rest } = chunk;
  return toCall("Measurements", "publish", grid.Measurements.publish.populateTransaction(period, batch, leaves, rest));
}

/** Publishes the next leaves of a batch; returns once the node has the transaction. */
export async function publish(grid: Grid, signer: Signer, parameters: PublishParameters): Promise<TransactionResponse> {
  return sendCall(signer, await publishCall(grid, parameters));
}

/** Publishes the next leaves of a batch and returns the position of the first one and the receipt. */
export async function publishAndWait(
  grid: Grid,
  signer: Signer,
  parameters: PublishParameters,
): Promise<{ firstPosition: number; receipt: TransactionReceipt }> {
  const receipt = await sendCallAndWait(signer, await publishCall(grid, parameters));
  return { firstPosition: Number(extractLeavesPublished(grid, receipt).firstPosition), receipt };
}

/** The event of a publication. */
export function extractLeavesPublished(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Measurements, grid.Measurements.filters.LeavesPublished, receipt);
}
