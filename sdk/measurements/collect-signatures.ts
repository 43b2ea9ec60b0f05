import { TypedDataEncoder } from "ethers";
import { collectMemberSignatures, requireMemberSignature } from "../access/collect-member-signatures.ts";
import type { MemberSignature } from "../access/member-signature.ts";
import { GridError } from "../grid-error.ts";
import type { Grid } from "../network/grid.ts";
import { deploymentOf } from "./proposal-document.ts";
import { PROPOSAL_TYPES, measurementsDomain } from "./proposal.ts";
import type { Proposal } from "./proposal.ts";
import type { SignatureDocument } from "./signature-document.ts";

/**
 * Signatures over a proposal, given in any order and perhaps twice, as `propose` takes them.
 * @throws SignatureForOtherProposalError, SignerSetNotActiveError, and as {@link collectMemberSignatures} does
 */
export async function collectSignatures(
  grid: Grid,
  proposal: Proposal,
  documents: readonly SignatureDocument[],
): Promise<MemberSignature[]> {
  const { attestorSetVersion: version, isUnanimous } = proposal;
  const [{ members, threshold }, active, { chainId, measurements }] = await Promise.all([
    grid.Attestors.setOf(version),
    grid.Attestors.activeVersion(),
    deploymentOf(grid),
  ]);
  if (Number(active) !== version) throw new SignerSetNotActiveError(version, Number(active));
  for (const document of documents) requireSameProposal(proposal, document);

  const digest = TypedDataEncoder.hash(measurementsDomain(BigInt(chainId), measurements), PROPOSAL_TYPES, proposal);
  const needed = isUnanimous ? members.length : Number(threshold);
  const statement = { kind: "proposal", digest, set: "attestors", version, members, needed } as const;
  return collectMemberSignatures(grid.Measurements.runner, statement, documents);
}

function requireSameProposal(proposal: Proposal, document: SignatureDocument): void {
  for (const field of Object.keys(proposal) as (keyof Proposal)[]) {
    const [needed, signed] = [String(proposal[field]).toLowerCase(), String(document.proposal[field]).toLowerCase()];
    if (needed !== signed) throw new SignatureForOtherProposalError(document.member, field, signed, needed);
  }
}

/**
 * Checks that one of the members signed the document's proposal.
 * @throws SignerSetNotMemberError, SignerSetSignatureInvalidError
 */
export async function requireSignedByMember(
  grid: Grid,
  members: readonly string[],
  document: SignatureDocument,
): Promise<void> {
  const { chainId, measurements, proposal } = document;
  const digest = TypedDataEncoder.hash(measurementsDomain(BigInt(chainId), measurements), PROPOSAL_TYPES, proposal);
  const version = proposal.attestorSetVersion;
  const statement = { kind: "proposal", digest, set: "attestors", version, members } as const;
  await requireMemberSignature(grid.Measurements.runner, statement, document);
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

/** The attestors changed since the proposal was made. */
export class SignerSetNotActiveError extends GridError {
  override readonly name = "SignerSetNotActiveError";

  constructor(version: number, active: number) {
    super(`The proposal names attestor set ${version}, but set ${active} speaks now.`, {
      hint: "Make the proposal anew and have it signed by the attestors in force.",
    });
  }
}
