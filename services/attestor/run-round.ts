import type { BatchStatus } from "../../sdk/measurements/period-status.ts";
import { readSchedule } from "../../sdk/measurements/period-status.ts";
import { signProposal } from "../../sdk/measurements/sign-proposal.ts";
import type { PreparedBatch } from "../../sdk/measurements/prepare-batch.ts";
import type { SignatureDocument } from "../../sdk/measurements/signature-document.ts";
import { submitBatch } from "../../sdk/measurements/submit-batch.ts";
import type { Submission } from "../../sdk/measurements/submit-batch.ts";
import { explainError } from "../../sdk/network/explain-error.ts";
import { readSignerSet } from "../../sdk/network/signer-set.ts";
import type { SignerSetState } from "../../sdk/network/signer-set.ts";
import { periodEnd } from "../../sdk/rules/minting-period.ts";
import type { AttestorOptions } from "./attestor-options.ts";
import { describeDifference } from "./compare-measurements.ts";
import { draftOf, knownDraft } from "./drafts.ts";
import type { Draft, Drafts } from "./drafts.ts";
import { findTarget } from "./find-target.ts";
import type { Target } from "./find-target.ts";
import type { AttemptPlace, SignedProposals } from "./signed-proposals.ts";
import { takeTally } from "./tally.ts";
import type { PeerVote } from "./tally.ts";

/** So many differences of a peer are logged in a round; its whole proposal is at its address. */
const MOST_TOLD = 100;

/** Where an attestor is with a period after a round. */
type Stage =
  /** Nodes may still report, or the blocks that say so are not confirmed. */
  | "early"
  /** No node was seen, or no correction is due. */
  | "nothing"
  /** The time for corrections is over. */
  | "closed"
  /** It derived its leaves and waits until enough others derived the same. */
  | "comparing"
  /** It signed, and waits for others' signatures. */
  | "signed"
  /** Enough have signed; another attestor's turn to submit comes first. */
  | "waiting"
  /** It sent what was missing on chain. */
  | "submitted"
  /** All is on chain, in blocks that could still be undone. */
  | "confirming"
  /** The guardian may reject. */
  | "reviewing"
  /** What is on chain is not what was derived here. */
  | "differing"
  /** The submission failed; the next round goes on where it stopped. */
  | "failed";

/** What a round found and did. It is plain JSON. */
export interface RoundReport extends AttemptPlace {
  readonly stage: Stage;
  /** The root that was derived here. */
  readonly root?: string;
  /** Good signatures over it, the own one included. */
  readonly signatures?: number;
  readonly needed?: number;
  readonly votes?: readonly PeerVote[];
  readonly message?: string;
}

/** What rounds work with. */
export interface Work {
  readonly options: AttestorOptions;
  readonly drafts: Drafts;
  readonly signed: SignedProposals;
}

interface Round extends Work {
  readonly place: AttemptPlace;
  readonly status: BatchStatus;
  readonly now: number;
  readonly toBlock: number;
  readonly set: SignerSetState;
  readonly address: string;
}

/**
 * Does for a period what can be done now: derives, compares, signs, submits. It remembers nothing that it needs but what it
 * signed: whatever the chain says next time, also after a reorganisation or a rejection, it goes on from there.
 */
export async function runRound(work: Work, period: number): Promise<RoundReport> {
  const { options } = work;
  const { source, timing, signer } = options;
  const { grid, provider } = source;
  const [now, target, proposableAt, latest] = await Promise.all([
    options.now(),
    findTarget(grid, period),
    grid.Measurements.proposableAt(period),
    provider.getBlockNumber(),
  ]);
  const toBlock = Math.max(latest - timing.confirmations, 0);
  const place = { period, batch: target.status.batch, attempt: target.attempt };
  const confirmed = await provider.getBlock(toBlock);
  if (BigInt(confirmed?.timestamp ?? 0) < proposableAt) return { ...place, stage: "early" };
  if (await isClosed(options, target, now)) return { ...place, stage: "closed" };

  const [set, address] = await Promise.all([readSignerSet(grid.Attestors), signer.getAddress()]);
  const round: Round = { ...work, place, status: target.status, now, toBlock, set, address };
  return target.status.state === "reviewing" ? review(round) : propose(round);
}

/** Appeals come in until a period's length after its end; their correction may take as long again. */
async function isClosed({ source }: AttestorOptions, { status }: Target, now: number): Promise<boolean> {
  if (status.batch === 0 || status.state !== "awaited") return false;
  const schedule = await readSchedule(source.grid);
  return now >= periodEnd(schedule, status.period) + 2 * schedule.lengthSeconds;
}

async function review({ options, drafts, place, status, toBlock }: Round): Promise<RoundReport> {
  const { grid } = options.source;
  const own = knownDraft(drafts, place)?.batch;
  if (own !== undefined && own.proposal.root !== status.root) return differ(options, place, own, status);
  const stored = await grid.Measurements.batchOf(place.period, place.batch, { blockTag: toBlock });
  return { ...place, stage: stored.publishedAt === 0n ? "confirming" : "reviewing" };
}

async function propose(round: Round): Promise<RoundReport> {
  const { options, place, status, set } = round;
  const draft = await draftOf(round, round);
  if (draft.batch === undefined) return { ...place, stage: "nothing" };
  // The attestors may have changed since it was derived: the leaves stay, who signs them does not.
  const own = inSet(draft, draft.batch, set.version);
  const report = { ...place, root: own.proposal.root, needed: set.threshold };
  if (status.state !== "publishing") return gather(round, draft, own, report);
  return own.proposal.root === status.root
    ? submitInTurn(round, draft, { batch: own, signatures: [] }, report)
    : differ(options, place, own, status);
}

/** Brings signatures together and submits them when they are enough. */
async function gather(
  round: Round,
  draft: Draft,
  own: PreparedBatch,
  report: Omit<RoundReport, "stage">,
): Promise<RoundReport> {
  const { options, place, set } = round;
  const { votes, signatures } = await takeTally(options.source.grid, own, { ...options, ...set });
  for (const vote of votes) tellVote(options, place, vote);
  const signed = withOwn(signatures, await ownSignature(round, draft, own, votes));
  const told = { ...report, signatures: signed.length, votes };
  if (signed.length >= set.threshold) return submitInTurn(round, draft, { batch: own, signatures: signed }, told);
  draft.quorumAt = undefined;
  return { ...told, stage: draft.isSigned ? "signed" : "comparing" };
}

/**
 * The own signature, once enough others derived the same. Waiting for that costs nothing, whereas a signature cannot be taken
 * back: whoever signed before a collector came back could not sign what all agree on then.
 */
async function ownSignature(
  { options, signed, set, address, now }: Round,
  draft: Draft,
  own: PreparedBatch,
  votes: readonly PeerVote[],
): Promise<SignatureDocument | undefined> {
  if (draft.signature !== undefined) return draft.signature;
  if (!set.members.some((member) => isSameAddress(member, address))) return undefined;
  const agreeing = 1 + votes.filter(({ says }) => says === "same").length;
  const enough = now < draft.begunAt + options.timing.patience ? set.members.length : set.threshold;
  if (!draft.isSigned && agreeing < enough) return undefined;

  await signed.note(own);
  draft.isSigned = true;
  draft.signature = await signProposal(options.source.grid, options.signer, own.proposal);
  options.logger.info({ ...own.proposal }, "signed");
  return draft.signature;
}

/** Sends what is missing on chain when nobody did whose turn comes first. Two who do so at once waste some gas, no more. */
async function submitInTurn(
  { options, place, set, address, now }: Round,
  draft: Draft,
  submission: Submission,
  report: Omit<RoundReport, "stage">,
): Promise<RoundReport> {
  draft.quorumAt ??= now;
  if (now < draft.quorumAt + turnOf(set, address, place) * options.timing.turn) return { ...report, stage: "waiting" };
  const { source, signer, logger } = options;
  try {
    await submitBatch(source.grid, signer, submission, ({ action, publishedCount }, { hash, gasUsed }) => {
      logger.info({ ...place, action, publishedCount, transaction: hash, gasUsed: Number(gasUsed) }, "sent");
    });
    return { ...report, stage: "submitted" };
  } catch (error) {
    const { message } = explainError(error);
    logger.warn({ ...place, message }, "the submission stopped; the next round goes on");
    return { ...report, stage: "failed", message };
  }
}

/** How many attestors submit before this one. Whose turn is first changes with period, batch and attempt. */
function turnOf({ members }: SignerSetState, address: string, { period, batch, attempt }: AttemptPlace): number {
  const index = members.findIndex((member) => isSameAddress(member, address));
  if (index === -1) return members.length;
  const first = (period + batch + attempt) % members.length;
  return (index - first + members.length) % members.length;
}

function inSet(draft: Draft, batch: PreparedBatch, attestorSetVersion: number): PreparedBatch {
  if (batch.proposal.attestorSetVersion === attestorSetVersion) return batch;
  const renewed = { ...batch, proposal: { ...batch.proposal, attestorSetVersion } };
  draft.batch = renewed;
  draft.signature = undefined;
  return renewed;
}

function withOwn(
  others: readonly SignatureDocument[],
  own: SignatureDocument | undefined,
): readonly SignatureDocument[] {
  if (own === undefined) return others;
  return [own, ...others.filter(({ member }) => !isSameAddress(member, own.member))];
}

function differ(
  { logger }: AttestorOptions,
  place: AttemptPlace,
  { proposal }: PreparedBatch,
  { root }: BatchStatus,
): RoundReport {
  const message = `On chain is root ${root}, but ${proposal.root} was derived here. A guardian can reject it.`;
  logger.error({ ...place, root: proposal.root, onChain: root }, message);
  return { ...place, root: proposal.root, stage: "differing", message };
}

function tellVote({ logger }: AttestorOptions, place: AttemptPlace, { differences, ...vote }: PeerVote): void {
  if (vote.says === "other" || vote.message !== undefined) logger.warn({ ...place, ...vote }, "a peer's proposal");
  for (const difference of differences?.slice(0, MOST_TOLD) ?? []) {
    logger.warn({ ...place, from: vote.peer, ...difference }, describeDifference(difference));
  }
}

function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
