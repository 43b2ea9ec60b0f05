import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface PayProviderParameters {
  readonly provider: string;
}

/** The call that pays a solution provider's earnings to it; anybody sends it. */
export function payProviderCall(grid: Grid, { provider }: PayProviderParameters): Promise<Call> {
  return toCall("Escrow", "payProvider", grid.Escrow.payProvider.populateTransaction(provider));
}

/** Pays a provider's earnings; returns once the node has the transaction. */
export async function payProvider(
  grid: Grid,
  signer: Signer,
  parameters: PayProviderParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await payProviderCall(grid, parameters));
}

/** Pays a provider's earnings and returns the event of the payment and the receipt. */
export async function payProviderAndWait(grid: Grid, signer: Signer, parameters: PayProviderParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await payProviderCall(grid, parameters));
  return { event: extractProviderPaid(grid, receipt), receipt };
}

/** The event of a payment to a provider. */
export function extractProviderPaid(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.ProviderPaid, receipt);
}
