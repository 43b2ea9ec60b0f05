import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface WithdrawUpdateParameters {
  readonly reservationId: number;
}

/** The call that gives up a change that no node has acknowledged; owner or manager sends it, or anybody once it is late. */
export function withdrawUpdateCall(grid: Grid, { reservationId }: WithdrawUpdateParameters): Promise<Call> {
  return toCall("Reservations", "withdrawUpdate", grid.Reservations.withdrawUpdate.populateTransaction(reservationId));
}

/** Gives up a change; returns once the node has the transaction. */
export async function withdrawUpdate(
  grid: Grid,
  signer: Signer,
  parameters: WithdrawUpdateParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await withdrawUpdateCall(grid, parameters));
}

/** Gives up a change and returns the event of it and the receipt. */
export async function withdrawUpdateAndWait(grid: Grid, signer: Signer, parameters: WithdrawUpdateParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await withdrawUpdateCall(grid, parameters));
  return { event: extractUpdateWithdrawn(grid, receipt), receipt };
}

/** The event of a change that was given up. */
export function extractUpdateWithdrawn(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Reservations, grid.Reservations.filters.UpdateWithdrawn, receipt);
}
