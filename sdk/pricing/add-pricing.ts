import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { PricingSettings } from "../deployment/settings.ts";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import { toPricingStructs } from "./pricing-structs.ts";

/** The call that adds a pricing version, for new reservations; the pricing manager sends it. */
export function addPricingCall(grid: Grid, settings: PricingSettings): Promise<Call> {
  const { prices, split } = toPricingStructs(settings);
  return toCall("Pricing", "add", grid.Pricing.add.populateTransaction(prices, split));
}

/** Adds a pricing version; returns once the node has the transaction. */
export async function addPricing(grid: Grid, signer: Signer, settings: PricingSettings): Promise<TransactionResponse> {
  return sendCall(signer, await addPricingCall(grid, settings));
}

/** Adds a pricing version and returns its number and the receipt. */
export async function addPricingAndWait(
  grid: Grid,
  signer: Signer,
  settings: PricingSettings,
): Promise<{ version: number; receipt: TransactionReceipt }> {
  const receipt = await sendCallAndWait(signer, await addPricingCall(grid, settings));
  return { version: Number(extractPricingAdded(grid, receipt).version), receipt };
}

/** The event of a new pricing version. */
export function extractPricingAdded(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Pricing, grid.Pricing.filters.PricingAdded, receipt);
}
