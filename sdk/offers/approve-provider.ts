import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface ApproveProviderParameters {
  readonly provider: string;
  /** Of what its customers pay, in basis points; 0 ends the approval. */
  readonly shareBps: number;
}

/** The call that approves a solution provider, or no longer; a pricing manager sends it. */
export function approveProviderCall(grid: Grid, { provider, shareBps }: ApproveProviderParameters): Promise<Call> {
  return toCall("Offers", "approveProvider", grid.Offers.approveProvider.populateTransaction(provider, shareBps));
}

/** Approves a solution provider; returns once the node has the transaction. */
export async function approveProvider(
  grid: Grid,
  signer: Signer,
  parameters: ApproveProviderParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await approveProviderCall(grid, parameters));
}

/** Approves a solution provider and returns the event of it and the receipt. */
export async function approveProviderAndWait(grid: Grid, signer: Signer, parameters: ApproveProviderParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await approveProviderCall(grid, parameters));
  return { event: extractProviderApproved(grid, receipt), receipt };
}

/** The event of an approval. */
export function extractProviderApproved(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Offers, grid.Offers.filters.ProviderApproved, receipt);
}
