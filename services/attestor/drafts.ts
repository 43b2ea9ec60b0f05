import { readPolicies } from "../../sdk/farming/read-policies.ts";
import { nextBatchPlace, prepareBatch } from "../../sdk/measurements/prepare-batch.ts";
import type { PreparedBatch } from "../../sdk/measurements/prepare-batch.ts";
import { readBatch } from "../../sdk/measurements/read-batch.ts";
import type { SignatureDocument } from "../../sdk/measurements/signature-document.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import type { AttestorOptions } from "./attestor-options.ts";
import type { ChainFacts } from "./chain-facts.ts";
import { deriveCorrections } from "./derive-corrections.ts";
import { deriveMeasurements } from "./derive-measurements.ts";
import { readChainFacts } from "./read-chain-facts.ts";
import { SOURCE_LIMITS } from "./read-source.ts";
import type { AttemptPlace, SignedProposals } from "./signed-proposals.ts";

/** What an attestor derived for an attempt at a batch. */
export interface Draft {
  readonly place: AttemptPlace;
  /** Undefined when there is nothing to attest: no node was seen, or no correction is due. */
  batch: PreparedBatch | undefined;
  /** Unix seconds of the first derivation for the attempt, and of the last one. */
  readonly begunAt: number;
  readonly derivedAt: number;
  /** Whether it was signed, now or before a restart: it is then not derived anew. */
  isSigned: boolean;
  /** The own signature, for the set of attestors that the batch names. */
  signature: SignatureDocument | undefined;
  /** Since when enough signatures were at hand, unix seconds. */
  quorumAt: number | undefined;
}

/** The drafts of the attempts at hand, by period and batch. */
export type Drafts = Map<string, Draft>;

export interface DraftRequest {
  readonly place: AttemptPlace;
  /** The last block that is built on. */
  readonly toBlock: number;
  readonly now: number;
}

interface Work {
  readonly options: AttestorOptions;
  readonly drafts: Drafts;
  readonly signed: SignedProposals;
}

/** The draft of an attempt: what was signed for it, else what was derived lately, else it is derived now. */
export async function draftOf(work: Work, request: DraftRequest): Promise<Draft> {
  const { place, now } = request;
  const known = knownDraft(work.drafts, place);
  if (known !== undefined && (known.isSigned || isFresh(work, known, now))) return known;

  const signed = await work.signed.find(place);
  const batch = signed ?? (await derive(work.options, request));
  const draft: Draft = {
    place,
    batch,
    begunAt: known?.begunAt ?? now,
    derivedAt: now,
    isSigned: signed !== undefined,
    signature: undefined,
    quorumAt: undefined,
  };
  work.drafts.set(keyOf(place), draft);
  return draft;
}

/** The draft of a batch, if it is for that attempt. */
export function knownDraft(drafts: Drafts, place: AttemptPlace): Draft | undefined {
  const draft = drafts.get(keyOf(place));
  return draft?.place.attempt === place.attempt ? draft : undefined;
}

/** What a draft of a batch is kept under. */
export function keyOf({ period, batch }: Pick<AttemptPlace, "period" | "batch">): string {
  return `${period} ${batch}`;
}

function isFresh({ options }: Work, { derivedAt, place }: Draft, now: number): boolean {
  const { freshness, correctionFreshness } = options.timing;
  return now < derivedAt + (place.batch === 0 ? freshness : correctionFreshness);
}

async function derive(options: AttestorOptions, { place, toBlock }: DraftRequest): Promise<PreparedBatch | undefined> {
  const { source, ruleSet, collectors, scope, limits = SOURCE_LIMITS, logger } = options;
  const chain = await readChainFacts(source, { period: place.period, toBlock });
  const { measurements, faults, nodes } = await deriveMeasurements({ ruleSet, collectors, scope, limits, chain });
  for (const fault of faults) logger.warn({ ...place, ...fault }, "a collector could not be read to the end");
  const conflicts = nodes.flatMap(({ nodeId, conflicts }) => (conflicts.length > 0 ? [nodeId] : []));
  if (conflicts.length > 0) logger.warn({ ...place, nodes: conflicts }, "nodes signed one number for two heartbeats");

  const leaves = place.batch === 0 ? measurements : await correctionsOf(options, chain, measurements, place);
  if (leaves.length === 0) return undefined;
  const next = await nextBatchPlace(source.grid, { ...place, ruleSet });
  return prepareBatch(leaves, { ...next, attempt: place.attempt });
}

async function correctionsOf(
  { source }: AttestorOptions,
  { nodes, schedule }: ChainFacts,
  derived: readonly Measurement[],
  { period, batch: next }: AttemptPlace,
): Promise<Measurement[]> {
  const batches = Array.from({ length: next }, (_, batch) => readBatch(source.grid, { period, batch }));
  const [policies, ...published] = await Promise.all([readPolicies(source), ...batches]);
  const facts = {
    termsOf: (nodeId: number, termsIndex: number) => nodes.get(nodeId)?.terms[termsIndex],
    policies: new Map(policies.map(({ policyId, rates }) => [policyId, rates])),
    periodLengthSeconds: schedule.lengthSeconds,
  };
  return deriveCorrections(facts, period, derived, published);
}
