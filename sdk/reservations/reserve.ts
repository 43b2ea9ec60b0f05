import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import { toRequestStruct } from "./reservation-request.ts";
import type { ReservationRequest } from "./reservation-request.ts";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

/** The call that reserves; owner or manager of the account sends it. */
export function reserveCall(grid: Grid, request: ReservationRequest): Promise<Call> {
  return toCall("Reservations", "reserve", grid.Reservations.reserve.populateTransaction(toRequestStruct(request)));
}

/** Reserves; returns once the node has the transaction. */
export async function reserve(grid: Grid, signer: Signer, request: ReservationRequest): Promise<TransactionResponse> {
  return sendCall(signer, await reserveCall(grid, request));
}

/** Reserves and returns the event of it and the receipt. */
export async function reserveAndWait(grid: Grid, signer: Signer, request: ReservationRequest) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await reserveCall(grid, request));
  return { event: extractReserved(grid, receipt), receipt };
}

/** The event of a reservation. */
export function extractReserved(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Reservations, grid.Reservations.filters.Reserved, receipt);
}
