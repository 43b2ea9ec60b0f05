import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface WithdrawParameters {
  readonly accountId: number;
  /** Where the money goes. */
  readonly to: string;
  /** In units of 10^-7 TFT, above 0. */
  readonly units: bigint;
}

/** The call that pays out of an account's balance; its owner sends it. */
export function withdrawCall(grid: Grid, { accountId, to, units }: WithdrawParameters): Promise<Call> {
  return toCall("Escrow", "withdraw", grid.Escrow.withdraw.populateTransaction(accountId, to, units));
}

/** Pays out of an account's balance; returns once the node has the transaction. */
export async function withdraw(
  grid: Grid,
  signer: Signer,
  parameters: WithdrawParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await withdrawCall(grid, parameters));
}

/** Pays out of an account's balance and returns the event of it and the receipt. */
export async function withdrawAndWait(grid: Grid, signer: Signer, parameters: WithdrawParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await withdrawCall(grid, parameters));
  return { event: extractWithdrawn(grid, receipt), receipt };
}

/** The event of a withdrawal. */
export function extractWithdrawn(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.Withdrawn, receipt);
}
