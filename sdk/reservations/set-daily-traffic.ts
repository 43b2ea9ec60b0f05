import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface SetDailyTrafficParameters {
  readonly reservationId: number;
  /** How much public traffic may be charged per day, in bytes; 0 for none. */
  readonly dailyBytes: bigint;
}

/** The call that sets how much traffic may be charged per day; owner or manager of the account sends it. */
export function setDailyTrafficCall(
  grid: Grid,
  { reservationId, dailyBytes }: SetDailyTrafficParameters,
): Promise<Call> {
  return toCall(
    "Reservations",
    "setDailyTraffic",
    grid.Reservations.setDailyTraffic.populateTransaction(reservationId, dailyBytes),
  );
}

/** Sets how much traffic may be charged per day; returns once the node has the transaction. */
export async function setDailyTraffic(
  grid: Grid,
  signer: Signer,
  parameters: SetDailyTrafficParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await setDailyTrafficCall(grid, parameters));
}

/** Sets how much traffic may be charged per day and returns the event of it and the receipt. */
export async function setDailyTrafficAndWait(grid: Grid, signer: Signer, parameters: SetDailyTrafficParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await setDailyTrafficCall(grid, parameters));
  return { event: extractTrafficAllowanceSet(grid, receipt), receipt };
}

/** The event of an allowance. */
export function extractTrafficAllowanceSet(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Reservations, grid.Reservations.filters.TrafficAllowanceSet, receipt);
}
