import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

/** What the access manager takes for "as soon as the delay is over". */
const AS_SOON_AS_POSSIBLE = 0;

/** The call that announces another call of the same sender, whose role acts with a delay; the sender makes it later. */
export function scheduleCallCall(grid: Grid, { to, data }: Pick<Call, "to" | "data">): Promise<Call> {
  const transaction = grid.AccessManager.schedule.populateTransaction(to, data, AS_SOON_AS_POSSIBLE);
  return toCall("AccessManager", "schedule", transaction);
}

/** Announces a call; returns once the node has the transaction. */
export async function scheduleCall(
  grid: Grid,
  signer: Signer,
  call: Pick<Call, "to" | "data">,
): Promise<TransactionResponse> {
  return sendCall(signer, await scheduleCallCall(grid, call));
}

/** Announces a call and returns the event that says from when on it can be made, and the receipt. */
export async function scheduleCallAndWait(grid: Grid, signer: Signer, call: Pick<Call, "to" | "data">) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await scheduleCallCall(grid, call));
  return { event: extractCallScheduled(grid, receipt), receipt };
}

/** The event of a call that was announced. */
export function extractCallScheduled(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.AccessManager, grid.AccessManager.filters.OperationScheduled, receipt);
}
