import { requireSignedByMember } from "../../sdk/measurements/collect-signatures.ts";
import type { MemberSignature } from "../../sdk/access/member-signature.ts";
import type { PreparedBatch } from "../../sdk/measurements/prepare-batch.ts";
import { deploymentOf, readProposal } from "../../sdk/measurements/proposal-document.ts";
import type { Proposal } from "../../sdk/measurements/proposal.ts";
import type { SignatureDocument } from "../../sdk/measurements/signature-document.ts";
import type { Grid } from "../../sdk/network/grid.ts";
import { decodeLeaves } from "../../sdk/rules/leaf.ts";
import { compareMeasurements } from "./compare-measurements.ts";
import type { LeafDifference } from "./compare-measurements.ts";
import type { Peer, ProposalSummary } from "./peer.ts";

/** What a peer says, beside what was derived here. */
export interface PeerVote {
  readonly peer: string;
  readonly says: "same" | "other" | "nothing" | "unreachable";
  /** The root that it derived, where that is another one. */
  readonly root?: string;
  /** Where its leaves differ from the own ones; absent where they are the same, or cannot be compared. */
  readonly differences?: readonly LeafDifference[];
  /** Why it is unreachable, or what is wrong with its proposal or its signature. */
  readonly message?: string;
}

/** What all peers say. */
export interface Tally {
  readonly votes: readonly PeerVote[];
  /** Good signatures of members over the very proposal that was derived here, one of each. */
  readonly signatures: readonly SignatureDocument[];
}

/** Whom a tally asks, and whose signatures count. */
export interface Voters {
  readonly peers: readonly Peer[];
  readonly members: readonly string[];
}

/** Asks all peers what they derived for a batch. Only signatures over the proposal that was derived here count. */
export async function takeTally(grid: Grid, own: PreparedBatch, { peers, members }: Voters): Promise<Tally> {
  const answers = await Promise.all(peers.map((peer) => ask(grid, own, peer)));
  const deployment = await deploymentOf(grid);
  const signatures = new Map<string, SignatureDocument>();
  const votes: PeerVote[] = [];
  for (const { vote, signature } of answers) {
    const { proposal } = own;
    const document = signature && { format: "tfgrid-signature-1" as const, ...deployment, proposal, ...signature };
    const defect = document && (await findDefect(grid, members, document));
    votes.push(defect === undefined ? vote : { ...vote, message: defect });
    if (document !== undefined && defect === undefined) signatures.set(document.member.toLowerCase(), document);
  }
  return { votes, signatures: [...signatures.values()] };
}

interface Answer {
  readonly vote: PeerVote;
  readonly signature?: MemberSignature | undefined;
}

async function ask(grid: Grid, own: PreparedBatch, peer: Peer): Promise<Answer> {
  try {
    const summary = await peer.summaryOf(own.proposal);
    if (summary === undefined) return { vote: { peer: peer.name, says: "nothing" } };
    if (isSame(own.proposal, summary.proposal)) {
      return { vote: { peer: peer.name, says: "same" }, signature: summary.signature };
    }
    return { vote: await describeOther(grid, own, peer, summary) };
  } catch (error) {
    return { vote: { peer: peer.name, says: "unreachable", message: messageOf(error) } };
  }
}

/** Fetches what a peer derived and finds out where it differs. A peer that tells rubbish has nothing to compare. */
async function describeOther(
  grid: Grid,
  own: PreparedBatch,
  { name, proposalOf }: Peer,
  { proposal }: ProposalSummary,
): Promise<PeerVote> {
  const vote = { peer: name, says: "other", root: proposal.root } as const;
  try {
    const text = await proposalOf(own.proposal);
    if (text === undefined) return vote;
    const other = await readProposal(grid, text);
    const differences = compareMeasurements(decodeLeaves(own.leaves), decodeLeaves(other.leaves));
    return differences.length > 0 ? { ...vote, differences } : { ...vote, message: placeWords(other.proposal) };
  } catch (error) {
    return { ...vote, message: messageOf(error) };
  }
}

/** The same leaves under another head. */
function placeWords({ attempt, attestorSetVersion, ruleSetId }: Proposal): string {
  return `The leaves are the same, but for attempt ${attempt}, attestor set ${attestorSetVersion}, rule set ${ruleSetId}.`;
}

async function findDefect(
  grid: Grid,
  members: readonly string[],
  document: SignatureDocument,
): Promise<string | undefined> {
  try {
    await requireSignedByMember(grid, members, document);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function isSame(own: Proposal, other: Proposal): boolean {
  return (Object.keys(own) as (keyof Proposal)[]).every(
    (field) => String(own[field]).toLowerCase() === String(other[field]).toLowerCase(),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
