import { formatTime } from "../network/format-time.ts";
import { rewardOfLeaf } from "../rewards/reward-of-leaf.ts";
import type { LeafWorth } from "../rewards/reward-of-leaf.ts";
import type { Measurement } from "../rules/measurement.ts";
import type { Outcome } from "../rules/reward.ts";
import { tft } from "./words.ts";
import { finalAtOf } from "./check-timing.ts";
import { measurementAt } from "./period-leaves.ts";
import type { ClaimedLeaf } from "./read-claims.ts";
import type { GridRecord } from "./read-grid-record.ts";
import type { RebuiltBatch } from "./rebuild-batch.ts";

/** What a claim should have paid, and why nothing if so. */
interface Settlement {
  readonly units: bigint;
  readonly outcome: Outcome;
  /** What the node was paid for the period in all after it. */
  readonly paidUnits: bigint;
}

/**
 * Computes every claim of a period anew by the rules, from its leaf, terms, policy and what was paid before, and compares it
 * with what the chain says that it paid. Each node is settled once, and after that by what a correction adds.
 *
 * @param claims All of the period, in the order of the chain
 */
export function checkClaims(
  record: GridRecord,
  period: number,
  batches: readonly RebuiltBatch[],
  claims: readonly ClaimedLeaf[],
): string[] {
  const paid = new Map<number, bigint>();
  return claims.flatMap((claim) => {
    const name = claimName(claim);
    const leaf = measurementAt(batches, claim);
    if (leaf === undefined)
      return [`${name} is of no leaf: there is none at position ${claim.position} of batch ${claim.batch}.`];
    const worth = rewardOfLeaf(record, period, leaf);
    if (worth === undefined) return [`${name}: the leaf's terms ${leaf.termsIndex} do not cover the period.`];

    const primary = leaf.corrects && measurementAt(batches, leaf.corrects);
    const primaryUnits = (primary && rewardOfLeaf(record, period, primary))?.reward.rewardTftUnits ?? 0n;
    const before = paid.get(leaf.nodeId);
    const expected = settle(leaf, worth, primaryUnits, before);
    paid.set(leaf.nodeId, expected.paidUnits);
    return [
      ...checkParties(name, claim, leaf, worth),
      ...checkMoment(record, name, batches, claim),
      ...checkRepetition(name, leaf, expected, before),
      ...checkPayment(name, claim, expected),
    ];
  });
}

/** A primary leaf settles a node once; a correction raises what was paid to the best of all and takes nothing back. */
function settle(
  { corrects }: Measurement,
  { reward }: LeafWorth,
  primaryUnits: bigint,
  before: bigint | undefined,
): Settlement {
  if (corrects === undefined) {
    const paidUnits = before ?? reward.rewardTftUnits;
    return { units: paidUnits - (before ?? 0n), outcome: reward.outcome, paidUnits };
  }
  const paidUnits = largest(primaryUnits, reward.rewardTftUnits, before ?? 0n);
  return { units: paidUnits - (before ?? 0n), outcome: paidUnits === 0n ? reward.outcome : "paid", paidUnits };
}

function checkParties(name: string, claim: ClaimedLeaf, leaf: Measurement, { terms }: LeafWorth): string[] {
  return [
    ...(leaf.nodeId === claim.nodeId ? [] : [`${name}: the leaf there is of node ${leaf.nodeId}.`]),
    ...(terms.farmId === claim.farmId ? [] : [`${name}: the leaf's terms pay farm ${terms.farmId}.`]),
  ];
}

function checkMoment(
  { timing, paidPeriods }: GridRecord,
  name: string,
  batches: readonly RebuiltBatch[],
  { batch, period, at }: ClaimedLeaf,
): string[] {
  const attempt = batches.find((one) => one.attempt.batch === batch)?.attempt;
  const finalAt = attempt && finalAtOf(attempt, timing);
  const isFinal = finalAt !== undefined && at >= finalAt;
  const isPaidHere = period >= paidPeriods.first && period <= paidPeriods.last;
  return [
    ...(isFinal ? [] : [`${name} came at ${formatTime(at)}; batch ${batch} is final at ${formatTime(finalAt ?? 0)}.`]),
    ...(isPaidHere ? [] : [`${name}: this contract pays periods ${paidPeriods.first} to ${paidPeriods.last}.`]),
  ];
}

function checkRepetition(
  name: string,
  { corrects }: Measurement,
  { units }: Settlement,
  before: bigint | undefined,
): string[] {
  const isRepeated = before !== undefined && (corrects === undefined || units === 0n);
  return isRepeated ? [`${name}: the node was settled before, with ${tft(before)} in all.`] : [];
}

function checkPayment(name: string, claim: ClaimedLeaf, { units, outcome }: Settlement): string[] {
  const isPaidRightly = claim.units === units && claim.outcome === outcome;
  if (isPaidRightly) return [];
  return [`${name} paid ${tft(claim.units)} (${claim.outcome}); by the rules it is ${tft(units)} (${outcome}).`];
}

function claimName({ nodeId, batch, log }: ClaimedLeaf): string {
  return `Claim of node ${nodeId}, batch ${batch}, in transaction ${log.transactionHash}`;
}

function largest(first: bigint, ...others: bigint[]): bigint {
  return others.reduce((most, value) => (value > most ? value : most), first);
}
