import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface AcknowledgeParameters {
  readonly reservationId: number;
  /** 32 bytes: of what the node runs now. */
  readonly deploymentHash: string;
  /** The node's, see {@link signAcknowledgement}; `0x` when the node sends. */
  readonly signature: string;
}

/** The call that states that a node runs what it is to run; the node sends it, or anybody with its signature. */
export function acknowledgeCall(
  grid: Grid,
  { reservationId, deploymentHash, signature }: AcknowledgeParameters,
): Promise<Call> {
  return toCall(
    "Reservations",
    "acknowledge",
    grid.Reservations.acknowledge.populateTransaction(reservationId, deploymentHash, signature),
  );
}

/** States that a node runs what it is to run; returns once the node has the transaction. */
export async function acknowledge(
  grid: Grid,
  signer: Signer,
  parameters: AcknowledgeParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await acknowledgeCall(grid, parameters));
}

/** States that a node runs what it is to run and returns the event of it and the receipt. */
export async function acknowledgeAndWait(grid: Grid, signer: Signer, parameters: AcknowledgeParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await acknowledgeCall(grid, parameters));
  return { event: extractAcknowledged(grid, receipt), receipt };
}

/** The event of an acknowledgement. */
export function extractAcknowledged(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Reservations, grid.Reservations.filters.Acknowledged, receipt);
}
