import { Contract, recoverAddress } from "ethers";
import type { ContractRunner } from "ethers";
import { GridError } from "../grid-error.ts";
import type { SignerSetName } from "./signer-sets.ts";

/** A signature as the contracts take it. */
export interface MemberSignature {
  readonly member: string;
  readonly signature: string;
}

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
  /** So many of them must sign. */
  readonly needed: number;
}

/**
 * Brings signatures, given in any order and perhaps twice, into the form that the contracts take, and checks each one
 * beforehand: a transaction with one bad signature would fail as a whole.
 *
 * @param runner Asks members that are contracts
 * @throws SignerSetNotMemberError, SignerSetSignatureInvalidError, SignerSetQuorumMissedError
 */
export async function collectMemberSignatures(
  runner: ContractRunner | null,
  statement: MemberStatement,
  signatures: readonly MemberSignature[],
): Promise<MemberSignature[]> {
  const signed = new Map<string, MemberSignature>();
  for (const { member, signature } of signatures) {
    requireMember(statement, member);
    const isGood =
      isSignedByKey(statement, { member, signature }) ||
      (await isSignedByContract(runner, statement, { member, signature }));
    if (!isGood) throw new SignerSetSignatureInvalidError(member, statement.kind);
    signed.set(member.toLowerCase(), { member, signature });
  }
  const { set, needed } = statement;
  if (signed.size < needed) throw new SignerSetQuorumMissedError(signed.size, needed, set);
  return [...signed.values()].sort((a, b) => (BigInt(a.member) < BigInt(b.member) ? -1 : 1));
}

function requireMember({ members, version, set }: MemberStatement, member: string): void {
  const isMember = members.some((address) => address.toLowerCase() === member.toLowerCase());
  if (!isMember) throw new SignerSetNotMemberError(member, version, set);
}

function isSignedByKey({ digest }: MemberStatement, { member, signature }: MemberSignature): boolean {
  try {
    return recoverAddress(digest, signature).toLowerCase() === member.toLowerCase();
  } catch {
    // What is no signature of a key may still be one of a contract.
    return false;
  }
}

const ERC1271 = ["function isValidSignature(bytes32 digest, bytes signature) view returns (bytes4)"];
const ERC1271_MAGIC = "0x1626ba7e";

async function isSignedByContract(
  runner: ContractRunner | null,
  { digest }: MemberStatement,
  { member, signature }: MemberSignature,
): Promise<boolean> {
  const contract = new Contract(member, ERC1271, runner);
  try {
    const answer: unknown = await contract.getFunction("isValidSignature").staticCall(digest, signature);
    return answer === ERC1271_MAGIC;
  } catch {
    // Neither an account without code nor a contract that refuses has signed.
    return false;
  }
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
