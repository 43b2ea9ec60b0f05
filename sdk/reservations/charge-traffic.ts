import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface ChargeTrafficParameters {
  readonly reservationId: number;
  /** All public traffic of the reservation since it began, in bytes. */
  readonly totalBytes: bigint;
  /** The node's, see {@link signVoucher}; `0x` when the node sends. */
  readonly signature: string;
}

/** The call that charges traffic by what the node signed; anybody sends it. */
export function chargeTrafficCall(
  grid: Grid,
  { reservationId, totalBytes, signature }: ChargeTrafficParameters,
): Promise<Call> {
  return toCall(
    "Reservations",
    "chargeTraffic",
    grid.Reservations.chargeTraffic.populateTransaction(reservationId, totalBytes, signature),
  );
}

/** Charges traffic; returns once the node has the transaction. */
export async function chargeTraffic(
  grid: Grid,
  signer: Signer,
  parameters: ChargeTrafficParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await chargeTrafficCall(grid, parameters));
}

/** Charges traffic and returns what was charged and the receipt. */
export async function chargeTrafficAndWait(grid: Grid, signer: Signer, parameters: ChargeTrafficParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await chargeTrafficCall(grid, parameters));
  return { event: extractTrafficCharged(grid, receipt), receipt };
}

/** The event of charged traffic. */
export function extractTrafficCharged(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Reservations, grid.Reservations.filters.TrafficCharged, receipt);
}
