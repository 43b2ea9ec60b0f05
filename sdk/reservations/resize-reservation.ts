import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import { toCapacityStruct } from "../directory/registration.ts";
import type { Capacity } from "../rules/capacity.ts";
import { extractUpdateRequested } from "./update-hash.ts";
import type { Call } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface ResizeReservationParameters {
  readonly reservationId: number;
  /** All that it will then be. */
  readonly capacity: Capacity;
  /** All addresses that it will then hold, 0 to 8. */
  readonly ipv4Count: number;
  /** 32 bytes: of what the node is to run. */
  readonly deploymentHash: string;
  /** What it may cost at most before discounts, in 10^-18 USD per second. */
  readonly mostUsdPerSecond: bigint;
}

/** The call that asks a node for more or less; owner or manager of the account sends it. */
export function resizeReservationCall(
  grid: Grid,
  { reservationId, capacity, ipv4Count, deploymentHash, mostUsdPerSecond }: ResizeReservationParameters,
): Promise<Call> {
  return toCall(
    "Reservations",
    "resize",
    grid.Reservations.resize.populateTransaction(
      reservationId,
      toCapacityStruct(capacity),
      ipv4Count,
      deploymentHash,
      mostUsdPerSecond,
    ),
  );
}

/** Asks a node for more or less; returns once the node has the transaction. */
export async function resizeReservation(
  grid: Grid,
  signer: Signer,
  parameters: ResizeReservationParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await resizeReservationCall(grid, parameters));
}

/** Asks a node for more or less and returns the event of the request and the receipt. */
export async function resizeReservationAndWait(grid: Grid, signer: Signer, parameters: ResizeReservationParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await resizeReservationCall(grid, parameters));
  return { event: extractUpdateRequested(grid, receipt), receipt };
}
