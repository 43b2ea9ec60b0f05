import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent, extractEvents } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface ReportPriceParameters {
  /** USD per TFT, 18 decimals, from 0.0001 to 1,000 USD. */
  readonly usdPerTft: bigint;
}

/** The call that reports a price; a member of the price feed's set sends it. */
export function reportPriceCall(grid: Grid, { usdPerTft }: ReportPriceParameters): Promise<Call> {
  return toCall("MedianPriceFeed", "report", grid.MedianPriceFeed.report.populateTransaction(usdPerTft));
}

/** Reports a price; returns once the node has the transaction. */
export async function reportPrice(
  grid: Grid,
  signer: Signer,
  parameters: ReportPriceParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await reportPriceCall(grid, parameters));
}

/** Reports a price and returns the event of it, that of a new price if it made one, and the receipt. */
export async function reportPriceAndWait(grid: Grid, signer: Signer, parameters: ReportPriceParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await reportPriceCall(grid, parameters));
  return { event: extractPriceReported(grid, receipt), update: extractPriceUpdated(grid, receipt), receipt };
}

/** The event of a report. */
export function extractPriceReported(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.MedianPriceFeed, grid.MedianPriceFeed.filters.PriceReported, receipt);
}

/** The event of a new price; undefined where a report made none. */
export function extractPriceUpdated(grid: Grid, receipt: Receipt) {
  return extractEvents(grid.MedianPriceFeed, grid.MedianPriceFeed.filters.PriceUpdated, receipt)[0];
}
