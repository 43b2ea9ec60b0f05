import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

/** The call that opens an empty account of its sender. */
export function openAccountCall(grid: Grid): Promise<Call> {
  return toCall("Escrow", "openAccount", grid.Escrow.openAccount.populateTransaction());
}

/** Opens an account; returns once the node has the transaction. */
export async function openAccount(grid: Grid, signer: Signer): Promise<TransactionResponse> {
  return sendCall(signer, await openAccountCall(grid));
}

/** Opens an account and returns its number and the receipt. */
export async function openAccountAndWait(
  grid: Grid,
  signer: Signer,
): Promise<{ accountId: number; receipt: TransactionReceipt }> {
  const receipt = await sendCallAndWait(signer, await openAccountCall(grid));
  return { accountId: Number(extractAccountOpened(grid, receipt).accountId), receipt };
}

/** The event of a new account. */
export function extractAccountOpened(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.AccountOpened, receipt);
}
