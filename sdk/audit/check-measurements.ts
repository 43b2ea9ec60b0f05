import type { Measurement } from "../rules/measurement.ts";
import { placedLeaves } from "./period-leaves.ts";
import type { PlacedLeaf } from "./period-leaves.ts";
import type { RebuiltBatch } from "./rebuild-batch.ts";

/** Derives anew what nodes did in a period, from whatever evidence: heartbeats that a collector keeps, for example. */
export type DeriveMeasurements = (period: number, ruleSetId: number) => Promise<readonly Measurement[]>;

/** Leaves beside what was derived anew. */
export interface ComparedMeasurements {
  /** How many nodes have a leaf. */
  readonly nodes: number;
  readonly differences: readonly string[];
}

/**
 * Compares what attestors stated last of each node, its latest correction if there is one, with what is derived anew under
 * the rule set that they named.
 */
export async function checkMeasurements(
  period: number,
  batches: readonly RebuiltBatch[],
  deriveMeasurements: DeriveMeasurements,
): Promise<ComparedMeasurements> {
  const stated = new Map<number, PlacedLeaf>();
  for (const leaf of placedLeaves(batches)) stated.set(leaf.measurement.nodeId, leaf);

  const derivedBy = new Map<number, ReadonlyMap<number, Measurement>>();
  for (const ruleSetId of new Set(batches.map(({ attempt }) => attempt.ruleSetId))) {
    const derived = await deriveMeasurements(period, ruleSetId);
    derivedBy.set(ruleSetId, new Map(derived.map((measurement) => [measurement.nodeId, measurement])));
  }
  const derivedFor = (batch: number) => {
    const ruleSetId = batches.find(({ attempt }) => attempt.batch === batch)?.attempt.ruleSetId;
    return derivedBy.get(ruleSetId ?? 0) ?? new Map<number, Measurement>();
  };
  const unstated = [...derivedFor(0).values()].filter(({ nodeId }) => !stated.has(nodeId));
  return {
    nodes: stated.size,
    differences: [
      ...[...stated.values()].flatMap((leaf) => compare(leaf, derivedFor(leaf.batch).get(leaf.measurement.nodeId))),
      ...unstated.map(({ nodeId, farmId, uptimeSeconds }) => {
        return `Node ${nodeId} of farm ${farmId} has no leaf; derived are ${uptimeSeconds} s of uptime.`;
      }),
    ],
  };
}

/** The fields of a measurement by the names that differences give them; a correction's primary leaf is none of them. */
const FIELDS: Readonly<Record<string, (measurement: Measurement) => string | number | bigint>> = {
  farm: ({ farmId }) => farmId,
  terms: ({ termsIndex }) => termsIndex,
  "uptime in seconds": ({ uptimeSeconds }) => uptimeSeconds,
  violation: ({ violation }) => violation,
  cores: ({ capacity }) => capacity.cru,
  "memory in bytes": ({ capacity }) => capacity.mruBytes,
  "SSD in bytes": ({ capacity }) => capacity.sruBytes,
  "HDD in bytes": ({ capacity }) => capacity.hruBytes,
  "traffic in bytes": ({ nruBytes }) => nruBytes,
  "seconds of public addresses": ({ ipSeconds }) => ipSeconds,
};

function compare({ batch, measurement }: PlacedLeaf, derived: Measurement | undefined): string[] {
  const name = `Node ${measurement.nodeId} of farm ${measurement.farmId}`;
  if (derived === undefined) return [`${name} has a leaf in batch ${batch}; nothing is derived for it.`];
  return Object.entries(FIELDS)
    .map(([field, valueOf]) => ({ field, stated: valueOf(measurement), found: valueOf(derived) }))
    .filter(({ stated, found }) => stated !== found)
    .map(({ field, stated, found }) => `${name}, ${field}: batch ${batch} states ${stated}; derived is ${found}.`);
}
