import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface RetirePricingParameters {
  /** Any version but the latest. */
  readonly version: number;
}

/** The call that retires a pricing version: nothing new is opened under it; the pricing manager sends it. */
export function retirePricingCall(grid: Grid, { version }: RetirePricingParameters): Promise<Call> {
  return toCall("Pricing", "retire", grid.Pricing.retire.populateTransaction(version));
}

/** Retires a pricing version; returns once the node has the transaction. */
export async function retirePricing(
  grid: Grid,
  signer: Signer,
  parameters: RetirePricingParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await retirePricingCall(grid, parameters));
}

/** Retires a pricing version and returns the event that says when what is under it may be closed and the receipt. */
export async function retirePricingAndWait(grid: Grid, signer: Signer, parameters: RetirePricingParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await retirePricingCall(grid, parameters));
  return { event: extractPricingRetired(grid, receipt), receipt };
}

/** The event of a retirement. */
export function extractPricingRetired(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Pricing, grid.Pricing.filters.PricingRetired, receipt);
}
