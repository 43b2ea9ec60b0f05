import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface UpdateHashParameters {
  readonly reservationId: number;
  /** 32 bytes: of what the node is to run. */
  readonly deploymentHash: string;
}

/** The call that asks a node to run something else; owner or manager of the account sends it. */
export function updateHashCall(grid: Grid, { reservationId, deploymentHash }: UpdateHashParameters): Promise<Call> {
  return toCall(
    "Reservations",
    "updateHash",
    grid.Reservations.updateHash.populateTransaction(reservationId, deploymentHash),
  );
}

/** Asks a node to run something else; returns once the node has the transaction. */
export async function updateHash(
  grid: Grid,
  signer: Signer,
  parameters: UpdateHashParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await updateHashCall(grid, parameters));
}

/** Asks a node to run something else and returns the event of the request and the receipt. */
export async function updateHashAndWait(grid: Grid, signer: Signer, parameters: UpdateHashParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await updateHashCall(grid, parameters));
  return { event: extractUpdateRequested(grid, receipt), receipt };
}

/** The event of a change that was asked for. */
export function extractUpdateRequested(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Reservations, grid.Reservations.filters.UpdateRequested, receipt);
}
