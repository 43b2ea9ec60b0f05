import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface CreditParameters {
  readonly accountId: number;
  /** In units of 10^-7 TFT, above 0. */
  readonly units: bigint;
}

/** The call that gives TFT of its sender to anybody's account, as a credit; the escrow must be allowed to take them. */
export function creditCall(grid: Grid, { accountId, units }: CreditParameters): Promise<Call> {
  return toCall("Escrow", "credit", grid.Escrow.credit.populateTransaction(accountId, units));
}

/** Gives an account a credit; returns once the node has the transaction. */
export async function credit(grid: Grid, signer: Signer, parameters: CreditParameters): Promise<TransactionResponse> {
  return sendCall(signer, await creditCall(grid, parameters));
}

/** Gives an account a credit and returns the event of it and the receipt. */
export async function creditAndWait(grid: Grid, signer: Signer, parameters: CreditParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await creditCall(grid, parameters));
  return { event: extractAccountCredited(grid, receipt), receipt };
}

/** The event of a credit. */
export function extractAccountCredited(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.AccountCredited, receipt);
}
