import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvents } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface WithdrawVerificationParameters {
  readonly nodeId: number;
}

/** The call that withdraws a node's verification, from the next period on and under all terms; the verifier sends it. */
export function withdrawVerificationCall(grid: Grid, { nodeId }: WithdrawVerificationParameters): Promise<Call> {
  return toCall("Directory", "withdrawVerification", grid.Directory.withdrawVerification.populateTransaction(nodeId));
}

/** Withdraws a node's verification; returns once the node has the transaction. */
export async function withdrawVerification(
  grid: Grid,
  signer: Signer,
  parameters: WithdrawVerificationParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await withdrawVerificationCall(grid, parameters));
}

/** Withdraws a node's verification and returns the events of the terms that it changed and the receipt. */
export async function withdrawVerificationAndWait(
  grid: Grid,
  signer: Signer,
  parameters: WithdrawVerificationParameters,
) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await withdrawVerificationCall(grid, parameters));
  return { events: extractVerificationWithdrawn(grid, receipt), receipt };
}

/** The events of a withdrawal, one for each terms that it changed. */
export function extractVerificationWithdrawn(grid: Grid, receipt: Receipt) {
  return extractEvents(grid.Directory, grid.Directory.filters.TermsVerified, receipt);
}
