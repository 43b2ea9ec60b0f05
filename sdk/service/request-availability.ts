import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface RequestAvailabilityParameters {
  readonly nodeId: number;
}

/** The call that asks attestors for a statement about a node up to now; the owner of its farm sends it. */
export function requestAvailabilityCall(grid: Grid, { nodeId }: RequestAvailabilityParameters): Promise<Call> {
  return toCall("ProofOfService", "request", grid.ProofOfService.request.populateTransaction(nodeId));
}

/** Asks attestors for a statement; returns once the node has the transaction. */
export async function requestAvailability(
  grid: Grid,
  signer: Signer,
  parameters: RequestAvailabilityParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await requestAvailabilityCall(grid, parameters));
}

/** Asks attestors for a statement and returns the event of it and the receipt. */
export async function requestAvailabilityAndWait(
  grid: Grid,
  signer: Signer,
  parameters: RequestAvailabilityParameters,
) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await requestAvailabilityCall(grid, parameters));
  return { event: extractAvailabilityRequested(grid, receipt), receipt };
}

/** The event of a request. */
export function extractAvailabilityRequested(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.ProofOfService, grid.ProofOfService.filters.AvailabilityRequested, receipt);
}
