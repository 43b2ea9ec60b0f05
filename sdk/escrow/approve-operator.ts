import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface ApproveOperatorParameters {
  readonly accountId: number;
  /** The contract that may open streams and charge. */
  readonly operator: string;
  /** The most that its streams of this account may cost together, in 10^-18 USD per second. */
  readonly maxUsdPerSecond: bigint;
  /** What it may charge at once, all in all, in units of 10^-7 TFT. */
  readonly maxChargeUnits: bigint;
  /** Unix time in seconds from which on it may open and charge nothing; 0 revokes. What runs keeps running. */
  readonly expiresAt: number;
}

/** The call that lets an operator act within limits, or no longer; the account's owner sends it. */
export function approveOperatorCall(
  grid: Grid,
  { accountId, operator, ...limits }: ApproveOperatorParameters,
): Promise<Call> {
  return toCall(
    "Escrow",
    "approve",
    grid.Escrow.approve.populateTransaction(accountId, operator, {
      maxRate: limits.maxUsdPerSecond,
      maxCharge: limits.maxChargeUnits,
      expiresAt: limits.expiresAt,
    }),
  );
}

/** Approves or revokes an operator; returns once the node has the transaction. */
export async function approveOperator(
  grid: Grid,
  signer: Signer,
  parameters: ApproveOperatorParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await approveOperatorCall(grid, parameters));
}

/** Approves or revokes an operator and returns the event of it and the receipt. */
export async function approveOperatorAndWait(grid: Grid, signer: Signer, parameters: ApproveOperatorParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await approveOperatorCall(grid, parameters));
  return { event: extractOperatorApproved(grid, receipt), receipt };
}

/** The event of an operator's limits. */
export function extractOperatorApproved(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.OperatorApproved, receipt);
}
