import type { NodeTerms } from "../directory/node-terms.ts";
import { FOREVER } from "../farming/policy-structs.ts";
import { leafAt } from "../rules/leaf-bytes.ts";
import { decodeLeaf } from "../rules/leaf.ts";
import type { LeafPosition } from "../rules/measurement.ts";
import { measurementAt, placedLeaves, placesOf } from "./period-leaves.ts";
import type { PlacedLeaf } from "./period-leaves.ts";
import type { GridRecord } from "./read-grid-record.ts";
import type { RebuiltBatch } from "./rebuild-batch.ts";

/**
 * What is wrong with the leaves of a period's accepted batches: unreadable ones, a wrong order, terms that do not cover the
 * period or pay another farm, corrections that name no primary leaf. Wrong terms that a later batch corrects are not told.
 */
export function checkLeaves(record: GridRecord, period: number, batches: readonly RebuiltBatch[]): string[] {
  const corrected = lastGoodCorrections(record, period, batches);
  const primaries = new Map<number, LeafPosition>();
  const differences = batches.flatMap((batch) => [...unreadable(batch), ...disordered(batch)]);
  for (const leaf of placedLeaves(batches)) {
    const { nodeId } = leaf.measurement;
    const isCorrected = (corrected.get(nodeId) ?? 0) > leaf.batch;
    const defect = termsDefect(record, period, leaf);
    if (defect !== undefined && !isCorrected) differences.push(`${leafName(leaf)} ${defect}`);
    differences.push(...checkPrimary(batches, primaries, leaf));
    if (leaf.measurement.corrects === undefined) primaries.set(nodeId, primaries.get(nodeId) ?? leaf);
  }
  return differences;
}

/** The last batch in which a node is corrected with good terms. */
function lastGoodCorrections(record: GridRecord, period: number, batches: readonly RebuiltBatch[]) {
  const last = new Map<number, number>();
  for (const leaf of placedLeaves(batches)) {
    const { nodeId, corrects } = leaf.measurement;
    if (corrects !== undefined && termsDefect(record, period, leaf) === undefined) last.set(nodeId, leaf.batch);
  }
  return last;
}

function unreadable(batch: RebuiltBatch): string[] {
  return [...placesOf(batch)].flatMap(({ position }) => {
    try {
      decodeLeaf(leafAt(batch.leaves, position));
      return [];
    } catch (error) {
      return [`${placeName({ batch: batch.attempt.batch, position })}: this is no leaf: ${(error as Error).message}.`];
    }
  });
}

/** Leaves ascend by farm and node, so that a node occurs once. */
function disordered(batch: RebuiltBatch): string[] {
  const differences: string[] = [];
  let before: PlacedLeaf | undefined;
  for (const leaf of placedLeaves([batch])) {
    if (before !== undefined && !ascends(before, leaf)) {
      const { nodeId, farmId } = before.measurement;
      differences.push(
        `${leafName(leaf)} stands behind node ${nodeId} of farm ${farmId}; leaves ascend by farm and node.`,
      );
    }
    before = leaf;
  }
  return differences;
}

function ascends({ measurement: a }: PlacedLeaf, { measurement: b }: PlacedLeaf): boolean {
  return a.farmId < b.farmId || (a.farmId === b.farmId && a.nodeId < b.nodeId);
}

/** What is wrong with the terms that a leaf names, if anything. */
function termsDefect({ termsOf }: GridRecord, period: number, { measurement }: PlacedLeaf): string | undefined {
  const { nodeId, termsIndex, farmId } = measurement;
  const terms = termsOf(nodeId, termsIndex);
  if (terms === undefined) return `names terms ${termsIndex}, which did not exist when period ${period} began.`;
  if (period < terms.fromPeriod || period >= terms.untilPeriod) {
    return `names terms ${termsIndex}, which cover ${rangeOf(terms)}, not period ${period}.`;
  }
  return terms.farmId === farmId ? undefined : `names terms ${termsIndex}, which pay farm ${terms.farmId}.`;
}

function rangeOf({ fromPeriod, untilPeriod }: NodeTerms): string {
  if (untilPeriod <= fromPeriod) return "no period";
  return `periods from ${fromPeriod} ${untilPeriod === FOREVER ? "on" : `to ${untilPeriod - 1}`}`;
}

/** A node has one primary leaf in a period; its corrections name that one. */
function checkPrimary(
  batches: readonly RebuiltBatch[],
  primaries: ReadonlyMap<number, LeafPosition>,
  leaf: PlacedLeaf,
): string[] {
  const { nodeId, corrects } = leaf.measurement;
  const before = primaries.get(nodeId);
  if (corrects === undefined) {
    // Twice in one batch is told as a wrong order.
    const isRepeated = before !== undefined && before.batch < leaf.batch;
    return isRepeated ? [`${leafName(leaf)} corrects nothing, though ${placeText(before)} is of the node too.`] : [];
  }
  const primary = corrects.batch < leaf.batch ? measurementAt(batches, corrects) : undefined;
  const isPrimary = primary?.nodeId === nodeId && primary.corrects === undefined;
  return isPrimary ? [] : [`${leafName(leaf)} corrects ${placeText(corrects)}, which is no earlier leaf of the node.`];
}

function leafName({ measurement: { nodeId, farmId }, ...place }: PlacedLeaf): string {
  return `${placeName(place)}: the leaf of node ${nodeId} of farm ${farmId}`;
}

function placeName({ batch, position }: LeafPosition): string {
  return `Batch ${batch}, position ${position}`;
}

function placeText({ batch, position }: LeafPosition): string {
  return `position ${position} of batch ${batch}`;
}
