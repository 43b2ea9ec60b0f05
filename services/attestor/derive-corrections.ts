import type { PublishedBatch } from "../../sdk/measurements/read-batch.ts";
import { rewardOfLeaf } from "../../sdk/rewards/reward-of-leaf.ts";
import type { RewardFacts } from "../../sdk/rewards/reward-of-leaf.ts";
import { decodeLeaves } from "../../sdk/rules/leaf.ts";
import type { LeafPosition, Measurement } from "../../sdk/rules/measurement.ts";

/** What was attested of a node so far. */
interface Attested {
  /** Its first leaf, which corrections name. */
  readonly primary: LeafPosition;
  /** The most that any of its leaves is worth, in TFT units. */
  readonly units: bigint;
}

/**
 * The leaves of the next batch of a period: of the nodes that earn more by what is known now than by what was attested.
 * A correction only ever raises what is paid, so the others need none.
 *
 * @param published All batches of the period so far, in their order
 */
export function deriveCorrections(
  facts: RewardFacts,
  period: number,
  derived: readonly Measurement[],
  published: readonly PublishedBatch[],
): Measurement[] {
  const unitsOf = (measurement: Measurement) => rewardOfLeaf(facts, period, measurement)?.reward.rewardTftUnits ?? 0n;
  const attested = attestedNodes(published, unitsOf);
  return derived.flatMap((measurement) => {
    const before = attested.get(measurement.nodeId);
    if (unitsOf(measurement) <= (before?.units ?? 0n)) return [];
    return [before === undefined ? measurement : { ...measurement, corrects: before.primary }];
  });
}

function attestedNodes(
  published: readonly PublishedBatch[],
  unitsOf: (measurement: Measurement) => bigint,
): Map<number, Attested> {
  const attested = new Map<number, Attested>();
  for (const { batch, leaves } of published) {
    for (const [position, measurement] of decodeLeaves(leaves).entries()) {
      const before = attested.get(measurement.nodeId);
      const units = unitsOf(measurement);
      attested.set(measurement.nodeId, {
        primary: before?.primary ?? { batch, position },
        units: before !== undefined && before.units > units ? before.units : units,
      });
    }
  }
  return attested;
}
