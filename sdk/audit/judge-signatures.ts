import { TypedDataEncoder } from "ethers";
import { isSignedByContract, isSignedByKey } from "../access/member-signature.ts";
import type { MemberSignature } from "../access/member-signature.ts";
import { PROPOSAL_TYPES, measurementsDomain } from "../measurements/proposal.ts";
import type { Proposal } from "../measurements/proposal.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import { formatTime } from "../network/format-time.ts";
import { attemptName, precedes } from "./words.ts";
import type { BatchAttempt } from "./read-attempts.ts";
import type { AttestorSet, GridRecord } from "./read-grid-record.ts";

/** An attestor whose signature over a proposal is good. */
export interface AuditedSigner {
  readonly member: string;
  /** Whether the attestor signs with a key or is a contract (ERC-1271). */
  readonly kind: "key" | "contract";
}

interface SignedProposal {
  readonly proposal: Proposal;
  readonly signatures: readonly MemberSignature[];
}

/** Checks each signature over a proposal, and whether those that are good are enough attestors of the set in force. */
export async function judgeSignatures(
  source: GridSource,
  { sets }: GridRecord,
  attempt: BatchAttempt,
  { proposal, signatures }: SignedProposal,
): Promise<{ needed: number; signers: AuditedSigner[]; differences: string[] }> {
  const name = attemptName(attempt);
  const set = sets.find(({ version }) => version === proposal.attestorSetVersion);
  if (set === undefined) {
    const difference = `${name} names attestor set ${proposal.attestorSetVersion}; there are sets 1 to ${sets.length}.`;
    return { needed: 0, signers: [], differences: [difference] };
  }
  const needed = proposal.isUnanimous ? set.members.length : set.threshold;
  const digest = digestOf(source, proposal);
  const kinds = await Promise.all(signatures.map((signature) => kindOf(source, attempt, digest, signature)));
  const signers = goodSigners(set, signatures, kinds);
  return {
    needed,
    signers,
    differences: [
      ...checkSet(sets, attempt),
      ...signatures.flatMap((signature, index) => checkSignature(name, set, signature, kinds[index])),
      ...(signers.length < needed ? [`${name}: ${signers.length} attestors signed; ${needed} are needed.`] : []),
    ],
  };
}

function digestOf({ book }: GridSource, proposal: Proposal): string {
  const domain = measurementsDomain(BigInt(book.chainId), book.contracts.Measurements);
  return TypedDataEncoder.hash(domain, PROPOSAL_TYPES, proposal);
}

/** A contract is asked as of the proposal; where the endpoint no longer knows that state, as of now. */
async function kindOf(
  { grid }: GridSource,
  { proposal }: BatchAttempt,
  digest: string,
  signature: MemberSignature,
): Promise<AuditedSigner["kind"] | undefined> {
  if (isSignedByKey(digest, signature)) return "key";
  const { runner } = grid.Measurements;
  const isSigned =
    (await isSignedByContract(runner, digest, signature, proposal.blockNumber)) ||
    (await isSignedByContract(runner, digest, signature));
  return isSigned ? "contract" : undefined;
}

function goodSigners(
  set: AttestorSet,
  signatures: readonly MemberSignature[],
  kinds: readonly (AuditedSigner["kind"] | undefined)[],
): AuditedSigner[] {
  const good = new Map<string, AuditedSigner>();
  for (const [index, { member }] of signatures.entries()) {
    const kind = kinds[index];
    if (kind !== undefined && isMember(set, member)) good.set(member, { member, kind });
  }
  return [...good.values()];
}

function checkSignature(
  name: string,
  set: AttestorSet,
  { member }: MemberSignature,
  kind: AuditedSigner["kind"] | undefined,
): string[] {
  return [
    ...(isMember(set, member) ? [] : [`${name}: ${member} signed, who is none of set ${set.version}.`]),
    ...(kind === undefined ? [`${name}: the signature of ${member} is not his over the proposal.`] : []),
  ];
}

/** The set that speaks is the last one that was decided on before and is active. */
function checkSet(sets: readonly AttestorSet[], { proposal, proposedAt, ...attempt }: BatchAttempt): string[] {
  const active = sets.findLast((set) => precedes(set.log, proposal) && set.activeFrom <= proposedAt);
  if (active?.version === attempt.attestorSetVersion) return [];
  return [
    `${attemptName(attempt)} names attestor set ${attempt.attestorSetVersion}; at ${formatTime(proposedAt)} set ${active?.version ?? "none"} spoke.`,
  ];
}

function isMember({ members }: AttestorSet, member: string): boolean {
  return members.includes(member);
}
