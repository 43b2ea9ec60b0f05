import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface DepositParameters {
  readonly accountId: number;
  /** In units of 10^-7 TFT, above 0. */
  readonly units: bigint;
}

/** The call that adds TFT of its sender, who owns or manages the account, to the balance; the escrow must be allowed to take them. */
export function depositCall(grid: Grid, { accountId, units }: DepositParameters): Promise<Call> {
  return toCall("Escrow", "deposit", grid.Escrow.deposit.populateTransaction(accountId, units));
}

/** Pays into an account; returns once the node has the transaction. */
export async function deposit(grid: Grid, signer: Signer, parameters: DepositParameters): Promise<TransactionResponse> {
  return sendCall(signer, await depositCall(grid, parameters));
}

/** Pays into an account and returns the event of it and the receipt. */
export async function depositAndWait(grid: Grid, signer: Signer, parameters: DepositParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await depositCall(grid, parameters));
  return { event: extractDeposit(grid, receipt), receipt };
}

/** The event of a deposit. */
export function extractDeposit(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.Deposited, receipt);
}
