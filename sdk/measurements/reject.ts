import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface RejectParameters {
  readonly period: number;
  readonly batch: number;
}

/** The call by which a guardian rejects a batch that is being published or reviewed. */
export function rejectCall(grid: Grid, { period, batch }: RejectParameters): Promise<Call> {
  return toCall("Measurements", "reject", grid.Measurements.reject.populateTransaction(period, batch));
}

/** Rejects a batch; returns once the node has the transaction. */
export async function reject(grid: Grid, signer: Signer, parameters: RejectParameters): Promise<TransactionResponse> {
  return sendCall(signer, await rejectCall(grid, parameters));
}

/** Rejects a batch and returns how often it was rejected by now, and the receipt. */
export async function rejectAndWait(
  grid: Grid,
  signer: Signer,
  parameters: RejectParameters,
): Promise<{ rejections: number; receipt: TransactionReceipt }> {
  const receipt = await sendCallAndWait(signer, await rejectCall(grid, parameters));
  return { rejections: Number(extractMeasurementsRejected(grid, receipt).rejections), receipt };
}

/** The event of a rejection. */
export function extractMeasurementsRejected(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Measurements, grid.Measurements.filters.MeasurementsRejected, receipt);
}
