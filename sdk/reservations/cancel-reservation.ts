import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface CancelReservationParameters {
  readonly reservationId: number;
}

/** The call that cancels a reservation; owner or manager of its account sends it. */
export function cancelReservationCall(grid: Grid, { reservationId }: CancelReservationParameters): Promise<Call> {
  return toCall("Reservations", "cancel", grid.Reservations.cancel.populateTransaction(reservationId));
}

/** Cancels a reservation; returns once the node has the transaction. */
export async function cancelReservation(
  grid: Grid,
  signer: Signer,
  parameters: CancelReservationParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await cancelReservationCall(grid, parameters));
}

/** Cancels a reservation and returns the event of its end and the receipt. */
export async function cancelReservationAndWait(grid: Grid, signer: Signer, parameters: CancelReservationParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await cancelReservationCall(grid, parameters));
  return { event: extractReservationClosed(grid, receipt), receipt };
}

/** The event of the end of a reservation. */
export function extractReservationClosed(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Reservations, grid.Reservations.filters.ReservationClosed, receipt);
}
