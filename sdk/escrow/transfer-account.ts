import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface TransferAccountParameters {
  readonly accountId: number;
  /** Who may accept the account; the zero address withdraws the offer. */
  readonly newOwner: string;
}

/** The call that offers an account to somebody else; its owner sends it. */
export function transferAccountCall(grid: Grid, { accountId, newOwner }: TransferAccountParameters): Promise<Call> {
  return toCall("Escrow", "transferAccount", grid.Escrow.transferAccount.populateTransaction(accountId, newOwner));
}

/** Offers an account; returns once the node has the transaction. */
export async function transferAccount(
  grid: Grid,
  signer: Signer,
  parameters: TransferAccountParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await transferAccountCall(grid, parameters));
}

/** Offers an account and returns the event of the offer and the receipt. */
export async function transferAccountAndWait(grid: Grid, signer: Signer, parameters: TransferAccountParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await transferAccountCall(grid, parameters));
  return { event: extractAccountTransferStarted(grid, receipt), receipt };
}

/** The event of an offer. */
export function extractAccountTransferStarted(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.AccountTransferStarted, receipt);
}
