import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvents, EventMissingError } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface DepositParameters {
  readonly accountId: number;
  /** In units of 10^-7 TFT, above 0. */
  readonly units: bigint;
}

/** What became of a deposit. */
export interface DepositOutcome {
  /** Balance when the owner or a manager sent it, else a credit that they may add. */
  readonly kind: "balance" | "credit";
  /** In units of 10^-7 TFT. */
  readonly units: bigint;
}

/** The call that pays TFT of its sender into an account; the escrow must be allowed to take them. */
export function depositCall(grid: Grid, { accountId, units }: DepositParameters): Promise<Call> {
  return toCall("Escrow", "deposit", grid.Escrow.deposit.populateTransaction(accountId, units));
}

/** Pays into an account; returns once the node has the transaction. */
export async function deposit(grid: Grid, signer: Signer, parameters: DepositParameters): Promise<TransactionResponse> {
  return sendCall(signer, await depositCall(grid, parameters));
}

/** Pays into an account and returns what became of it and the receipt. */
export async function depositAndWait(grid: Grid, signer: Signer, parameters: DepositParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await depositCall(grid, parameters));
  return { event: extractDeposit(grid, receipt), receipt };
}

/** What became of a deposit: it leaves one of two events. */
export function extractDeposit({ Escrow }: Grid, receipt: Receipt): DepositOutcome {
  const [deposited] = extractEvents(Escrow, Escrow.filters.Deposited, receipt);
  if (deposited !== undefined) return { kind: "balance", units: deposited.amount };
  const [credited] = extractEvents(Escrow, Escrow.filters.AccountCredited, receipt);
  if (credited !== undefined) return { kind: "credit", units: credited.amount };
  throw new EventMissingError("Deposited", receipt.hash);
}
