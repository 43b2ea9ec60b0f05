import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface AcceptAccountParameters {
  readonly accountId: number;
}

/** The call that takes over an account, without its managers and operators; whom it was offered to sends it. */
export function acceptAccountCall(grid: Grid, { accountId }: AcceptAccountParameters): Promise<Call> {
  return toCall("Escrow", "acceptAccount", grid.Escrow.acceptAccount.populateTransaction(accountId));
}

/** Takes over an account; returns once the node has the transaction. */
export async function acceptAccount(
  grid: Grid,
  signer: Signer,
  parameters: AcceptAccountParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await acceptAccountCall(grid, parameters));
}

/** Takes over an account and returns the event of the transfer and the receipt. */
export async function acceptAccountAndWait(grid: Grid, signer: Signer, parameters: AcceptAccountParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await acceptAccountCall(grid, parameters));
  return { event: extractAccountTransferred(grid, receipt), receipt };
}

/** The event of a transfer. */
export function extractAccountTransferred(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.AccountTransferred, receipt);
}
