import type { Signer } from "ethers";
import { z } from "zod";
import { GridError } from "../grid-error.ts";
import { parseDocument } from "../measurements/parse-document.ts";
import { requireTarget } from "../network/document-target.ts";
import type { Grid } from "../network/grid.ts";
import { readSignerSet } from "../network/signer-set.ts";
import { collectMemberSignatures } from "./collect-member-signatures.ts";
import type { MemberSignature } from "./member-signature.ts";
import { rotationSchema, rotationTarget } from "./rotation-document.ts";
import type { SetRotation } from "./rotation-document.ts";
import { ROTATION_TYPES, hashRotation, isSameSet, rotationDomain, rotationQuorum } from "./rotation.ts";
import { signerSetOf } from "./signer-sets.ts";

const signatureDocument = z.strictObject({
  format: z.literal("tfgrid-rotation-signature-1"),
  /** All that was signed, so that a signature explains itself. */
  ...rotationSchema.shape,
  member: z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address"),
  signature: z.string().regex(/^0x([0-9a-fA-F]{2})*$/, "must be hexadecimal: 0x and pairs of digits"),
});

/** One member's signature over a rotation. */
export type RotationSignature = z.output<typeof signatureDocument>;

/**
 * A member's signature over a rotation, as the small document that members hand around.
 *
 * @param party The member, when it is a contract wallet (ERC-1271) that the signer signs for
 */
export async function signRotation(
  grid: Grid,
  signer: Signer,
  { set, rotation }: SetRotation,
  party?: string,
): Promise<RotationSignature> {
  const [target, domain] = await Promise.all([rotationTarget(grid, set), rotationDomain(grid, set)]);
  const member = party ?? (await signer.getAddress());
  const signature = await signer.signTypedData(domain, ROTATION_TYPES, rotation);
  const { version, members, threshold } = rotation;
  const signed = { version, members: [...members], threshold };
  return { format: "tfgrid-rotation-signature-1", ...target, set, rotation: signed, member, signature };
}

/** A signature over a rotation as JSON text. */
export function writeRotationSignature(document: RotationSignature): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/**
 * Reads what {@link writeRotationSignature} wrote. Whether the signature is good is {@link collectRotationSignatures}'
 * question.
 * @throws DocumentMalformedError, OtherDeploymentError
 */
export async function readRotationSignature(grid: Grid, text: string): Promise<RotationSignature> {
  const document = parseDocument(signatureDocument, text, "a signature over a rotation");
  requireTarget("signature", document, await rotationTarget(grid, document.set));
  return document;
}

/**
 * Signatures over a rotation, given in any order and perhaps twice, as `rotate` takes them.
 * @throws SignatureForOtherRotationError, and as {@link collectMemberSignatures} does
 */
export async function collectRotationSignatures(
  grid: Grid,
  { set, rotation }: SetRotation,
  documents: readonly RotationSignature[],
): Promise<MemberSignature[]> {
  for (const document of documents) requireSameRotation({ set, rotation }, document);
  const contract = signerSetOf(grid, set);
  const [present, digest] = await Promise.all([readSignerSet(contract), hashRotation(grid, set, rotation)]);
  const { version, members } = present;
  const statement = { kind: "rotation", digest, set, version, members, needed: rotationQuorum(present) };
  return collectMemberSignatures(contract.runner, statement, documents);
}

function requireSameRotation({ set, rotation }: SetRotation, document: RotationSignature): void {
  const isSame =
    document.set === set && document.rotation.version === rotation.version && isSameSet(document.rotation, rotation);
  if (!isSame) throw new SignatureForOtherRotationError(document);
}

/** A signature is for another rotation than the one to be submitted. */
export class SignatureForOtherRotationError extends GridError {
  override readonly name = "SignatureForOtherRotationError";

  constructor({ member, set, rotation }: RotationSignature) {
    const { version, threshold, members } = rotation;
    super(
      `${member} signed another rotation: to set ${version} of the ${set}, ${threshold} of ${members.join(", ")}.`,
      { hint: "Compare the two, then ask for a signature over this rotation." },
    );
  }
}
