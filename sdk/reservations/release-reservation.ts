import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import { extractReservationClosed } from "./cancel-reservation.ts";
import type { Call } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface ReleaseReservationParameters {
  readonly reservationId: number;
}

/** The call that closes a reservation that has no right to stay; anybody sends it. */
export function releaseReservationCall(grid: Grid, { reservationId }: ReleaseReservationParameters): Promise<Call> {
  return toCall("Reservations", "release", grid.Reservations.release.populateTransaction(reservationId));
}

/** Closes a reservation that has no right to stay; returns once the node has the transaction. */
export async function releaseReservation(
  grid: Grid,
  signer: Signer,
  parameters: ReleaseReservationParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await releaseReservationCall(grid, parameters));
}

/** Closes a reservation that has no right to stay and returns the event of its end and the receipt. */
export async function releaseReservationAndWait(grid: Grid, signer: Signer, parameters: ReleaseReservationParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await releaseReservationCall(grid, parameters));
  return { event: extractReservationClosed(grid, receipt), receipt };
}
