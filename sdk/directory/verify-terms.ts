import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface VerifyTermsParameters {
  readonly nodeId: number;
  /** Which of the node's terms, counted from 0. */
  readonly termsIndex: number;
  /** The first period that is no longer verified. */
  readonly verifiedUntil: number;
}

/** The call that states that the hardware behind terms was checked; the verifier sends it. */
export function verifyTermsCall(
  grid: Grid,
  { nodeId, termsIndex, verifiedUntil }: VerifyTermsParameters,
): Promise<Call> {
  return toCall(
    "Directory",
    "verifyTerms",
    grid.Directory.verifyTerms.populateTransaction(nodeId, termsIndex, verifiedUntil),
  );
}

/** Verifies terms; returns once the node has the transaction. */
export async function verifyTerms(
  grid: Grid,
  signer: Signer,
  parameters: VerifyTermsParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await verifyTermsCall(grid, parameters));
}

/** Verifies terms and returns the event of the verification and the receipt. */
export async function verifyTermsAndWait(grid: Grid, signer: Signer, parameters: VerifyTermsParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await verifyTermsCall(grid, parameters));
  return { event: extractTermsVerified(grid, receipt), receipt };
}

/** The event of a verification. */
export function extractTermsVerified(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.TermsVerified, receipt);
}
