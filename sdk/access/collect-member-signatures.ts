import type { ContractRunner } from "ethers";
import { GridError } from "../grid-error.ts";
import { isSignedByContract, isSignedByKey } from "./member-signature.ts";
import type { MemberSignature } from "./member-signature.ts";
import type { SignerSetName } from "./signer-sets.ts";

/** What members of a set sign. */
export interface MemberStatement {
  /** What it is, for messages: "proposal". */
  readonly kind: string;
  /** The EIP-712 digest, 32 bytes. */
  readonly digest: string;
  readonly set: SignerSetName;
  readonly version: number;
  /** The members of that version. */
  readonly members: readonly string[];
}

/**
 * Brings signatures, given in any order and perhaps twice, into the form that the contracts take, and checks each one
 * beforehand: a transaction with one bad signature would fail as a whole.
 *
 * @param runner Asks members that are contracts
 * @param statement What is signed, and how many of the members must sign it
 * @throws SignerSetNotMemberError, SignerSetSignatureInvalidError, SignerSetQuorumMissedError
 */
export async function collectMemberSignatures(
  runner: ContractRunner | null,
  statement: MemberStatement & { readonly needed: number },
  signatures: readonly MemberSignature[],
): Promise<MemberSignature[]> {
  const signed = new Map<string, MemberSignature>();
  const { set, needed } = statement;
  for (const { member, signature } of signatures) {
    await requireMemberSignature(runner, statement, { member, signature });
    signed.set(member.toLowerCase(), { member, signature });
  }
  if (signed.size < needed) throw new SignerSetQuorumMissedError(signed.size, needed, set);
  return [...signed.values()].sort((a, b) => (BigInt(a.member) < BigInt(b.member) ? -1 : 1));
}

/**
 * Checks that a signature is that of a member.
 *
 * @param runner Asks members that are contracts
 * @throws SignerSetNotMemberError, SignerSetSignatureInvalidError
 */
export async function requireMemberSignature(
  runner: ContractRunner | null,
  { kind, digest, set, version, members }: MemberStatement,
  signature: MemberSignature,
): Promise<void> {
  const { member } = signature;
  const isMember = members.some((address) => address.toLowerCase() === member.toLowerCase());
  if (!isMember) throw new SignerSetNotMemberError(member, version, set);
  const isGood = isSignedByKey(digest, signature) || (await isSignedByContract(runner, digest, signature));
  if (!isGood) throw new SignerSetSignatureInvalidError(member, kind);
}

/** A signature is by somebody who is no member. */
export class SignerSetNotMemberError extends GridError {
  override readonly name = "SignerSetNotMemberError";

  constructor(signer: string, version: number, set: SignerSetName) {
    super(`${signer} is not one of the ${set} of set ${version}.`, {
      hint: `Leave this signature out; \`tfgrid signers show --set ${set}\` names the members.`,
    });
  }
}

/** A signature does not fit its signer. */
export class SignerSetSignatureInvalidError extends GridError {
  override readonly name = "SignerSetSignatureInvalidError";

  constructor(member: string, kind: string) {
    super(`The signature of ${member} is not his over this ${kind}.`, { hint: "Ask him to sign it again." });
  }
}

/** Too few members signed. */
export class SignerSetQuorumMissedError extends GridError {
  override readonly name = "SignerSetQuorumMissedError";

  constructor(signatures: number, needed: number, set: SignerSetName) {
    super(`${signatures} of the ${needed} needed ${set} have signed.`, { hint: "Collect more signatures." });
  }
}
