import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface AddCreditsParameters {
  readonly accountId: number;
}

/** The call that adds an account's credits to its balance; its owner or a manager sends it. */
export function addCreditsCall(grid: Grid, { accountId }: AddCreditsParameters): Promise<Call> {
  return toCall("Escrow", "addCredits", grid.Escrow.addCredits.populateTransaction(accountId));
}

/** Adds an account's credits to its balance; returns once the node has the transaction. */
export async function addCredits(
  grid: Grid,
  signer: Signer,
  parameters: AddCreditsParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await addCreditsCall(grid, parameters));
}

/** Adds an account's credits to its balance and returns the event of it and the receipt. */
export async function addCreditsAndWait(grid: Grid, signer: Signer, parameters: AddCreditsParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await addCreditsCall(grid, parameters));
  return { event: extractCreditsAdded(grid, receipt), receipt };
}

/** The event of added credits. */
export function extractCreditsAdded(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.CreditsAdded, receipt);
}
