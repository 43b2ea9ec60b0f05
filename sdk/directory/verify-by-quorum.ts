import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { Verification } from "./verification.ts";
import { extractTermsVerified } from "./verify-terms.ts";

export interface VerifyByQuorumParameters {
  readonly verification: Verification;
  /** In any order; each member once. */
  readonly signatures: readonly { readonly member: string; readonly signature: string }[];
}

/** The call that verifies terms by the signatures of enough verifiers; anybody sends it. */
export function verifyByQuorumCall(grid: Grid, { verification, signatures }: VerifyByQuorumParameters): Promise<Call> {
  const { nodeId, termsIndex, verifiedUntil, setVersion } = verification;
  const ascending = [...signatures].sort((a, b) => (BigInt(a.member) < BigInt(b.member) ? -1 : 1));
  const transaction = grid.Verifiers.verify.populateTransaction(
    nodeId,
    termsIndex,
    verifiedUntil,
    setVersion,
    ascending,
  );
  return toCall("Verifiers", "verify", transaction);
}

/** Verifies terms by signatures; returns once the node has the transaction. */
export async function verifyByQuorum(
  grid: Grid,
  signer: Signer,
  parameters: VerifyByQuorumParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await verifyByQuorumCall(grid, parameters));
}

/** Verifies terms by signatures and returns the event of the verification and the receipt. */
export async function verifyByQuorumAndWait(grid: Grid, signer: Signer, parameters: VerifyByQuorumParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await verifyByQuorumCall(grid, parameters));
  return { event: extractTermsVerified(grid, receipt), receipt };
}
