import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { MemberSignature } from "./member-signature.ts";
import type { SetRotation } from "./rotation-document.ts";
import { SIGNER_SETS, signerSetOf } from "./signer-sets.ts";
import type { SignerSetName } from "./signer-sets.ts";

export interface RotateSignersParameters extends SetRotation {
  /** In ascending order of members, as {@link collectRotationSignatures} gives them. */
  readonly signatures: readonly MemberSignature[];
}

/** The call that decides on new members of a set; anybody may send it. */
export function rotateSignersCall(grid: Grid, { set, rotation, signatures }: RotateSignersParameters): Promise<Call> {
  const { members, threshold } = rotation;
  const transaction = signerSetOf(grid, set).rotate.populateTransaction([...members], threshold, [...signatures]);
  return toCall(SIGNER_SETS[set], "rotate", transaction);
}

/** Decides on new members of a set; returns once the node has the transaction. */
export async function rotateSigners(
  grid: Grid,
  signer: Signer,
  parameters: RotateSignersParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await rotateSignersCall(grid, parameters));
}

/** Decides on new members of a set and returns the event, which says from when on they speak, and the receipt. */
export async function rotateSignersAndWait(grid: Grid, signer: Signer, parameters: RotateSignersParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await rotateSignersCall(grid, parameters));
  return { event: extractSignerSetRotated(grid, parameters.set, receipt), receipt };
}

/** The event of a rotation. */
export function extractSignerSetRotated(grid: Grid, set: SignerSetName, receipt: Receipt) {
  const contract = signerSetOf(grid, set);
  return extractEvent(contract, contract.filters.SignerSetRotated, receipt);
}
