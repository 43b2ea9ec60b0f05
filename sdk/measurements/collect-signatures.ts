import { Contract, TypedDataEncoder, recoverAddress } from "ethers";
import { GridError } from "../grid-error.ts";
import type { Grid } from "../network/grid.ts";
import { PROPOSAL_TYPES, measurementsDomain } from "./proposal.ts";
import type { Proposal } from "./proposal.ts";
import type { SignatureDocument } from "./signature-document.ts";

/** A signature as `propose` takes it. */
export interface MemberSignature {
  readonly member: string;
  readonly signature: string;
}

/**
 * Brings signatures, given in any order and perhaps twice, into the form that the contract takes, and checks each one
 * beforehand: a transaction with one bad signature would fail as a whole.
 * @throws SignatureForOtherProposalError, SignerSetNotMemberError, SignerSetSignatureInvalidError,
 * SignerSetQuorumMissedError, SignerSetNotActiveError
 */
export async function collectSignatures(
  grid: Grid,
  proposal: Proposal,
  documents: readonly SignatureDocument[],
): Promise<MemberSignature[]> {
  const { attestorSetVersion: version, isUnanimous } = proposal;
  const [{ members, threshold }, active] = await Promise.all([
    grid.Attestors.setOf(version),
    grid.Attestors.activeVersion(),
  ]);
  if (Number(active) !== version) throw new SignerSetNotActiveError(version, Number(active));

  const signed = new Map<string, MemberSignature>();
  for (const document of documents) {
    requireSameProposal(proposal, document);
    requireMember(members, document, version);
    await requireGoodSignature(grid, document);
    signed.set(document.member.toLowerCase(), { member: document.member, signature: document.signature });
  }
  const needed = isUnanimous ? members.length : Number(threshold);
  if (signed.size < needed) throw new SignerSetQuorumMissedError(signed.size, needed);
  return [...signed.values()].sort((a, b) => (BigInt(a.member) < BigInt(b.member) ? -1 : 1));
}

function requireSameProposal(proposal: Proposal, document: SignatureDocument): void {
  for (const field of Object.keys(proposal) as (keyof Proposal)[]) {
    const [needed, signed] = [String(proposal[field]).toLowerCase(), String(document.proposal[field]).toLowerCase()];
    if (needed !== signed) throw new SignatureForOtherProposalError(document.member, field, signed, needed);
  }
}

function requireMember(members: readonly string[], { member }: SignatureDocument, version: number): void {
  const isMember = members.some((address) => address.toLowerCase() === member.toLowerCase());
  if (!isMember) throw new SignerSetNotMemberError(member, version);
}

async function requireGoodSignature(grid: Grid, document: SignatureDocument): Promise<void> {
  const { chainId, measurements, proposal, member, signature } = document;
  const domain = measurementsDomain(BigInt(chainId), measurements);
  const digest = TypedDataEncoder.hash(domain, PROPOSAL_TYPES, proposal);
  const isGood = isSignedByKey(member, digest, signature) || (await isSignedByContract(grid, document, digest));
  if (!isGood) throw new SignerSetSignatureInvalidError(member);
}

function isSignedByKey(member: string, digest: string, signature: string): boolean {
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
  grid: Grid,
  { member, signature }: SignatureDocument,
  digest: string,
): Promise<boolean> {
  const contract = new Contract(member, ERC1271, grid.Measurements.runner);
  try {
    const answer: unknown = await contract.getFunction("isValidSignature").staticCall(digest, signature);
    return answer === ERC1271_MAGIC;
  } catch {
    // Neither an account without code nor a contract that refuses has signed.
    return false;
  }
}

/** A signature is for another proposal than the one to be submitted. */
export class SignatureForOtherProposalError extends GridError {
  override readonly name = "SignatureForOtherProposalError";

  constructor(member: string, field: string, signed: string, needed: string) {
    super(`${member} signed another proposal: its ${field} is ${signed}, not ${needed}.`, {
      hint: "Compare the measurements, then ask for a signature over this proposal.",
    });
  }
}

/** A signature is by somebody who is no attestor. */
export class SignerSetNotMemberError extends GridError {
  override readonly name = "SignerSetNotMemberError";

  constructor(signer: string, version: number) {
    super(`${signer} is not one of the attestors of set ${version}.`, {
      hint: "Leave this signature out; `tfgrid status` lists the attestors.",
    });
  }
}

/** A signature does not fit its signer. */
export class SignerSetSignatureInvalidError extends GridError {
  override readonly name = "SignerSetSignatureInvalidError";

  constructor(member: string) {
    super(`The signature of ${member} is not his over this proposal.`, { hint: "Ask him to sign it again." });
  }
}

/** Too few attestors signed. */
export class SignerSetQuorumMissedError extends GridError {
  override readonly name = "SignerSetQuorumMissedError";

  constructor(signatures: number, needed: number) {
    super(`${signatures} of the ${needed} needed attestors have signed.`, { hint: "Collect more signatures." });
  }
}

/** The attestors changed since the proposal was made. */
export class SignerSetNotActiveError extends GridError {
  override readonly name = "SignerSetNotActiveError";

  constructor(version: number, active: number) {
    super(`The proposal names attestor set ${version}, but set ${active} speaks now.`, {
      hint: "Make the proposal anew and have it signed by the attestors in force.",
    });
  }
}
