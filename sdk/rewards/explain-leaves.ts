import type { BatchStatus } from "../measurements/period-status.ts";
import type { PublishedBatch } from "../measurements/read-batch.ts";
import type { Grid } from "../network/grid.ts";
import { leafAt } from "../rules/leaf-bytes.ts";
import { decodeLeaf } from "../rules/leaf.ts";
import type { Measurement } from "../rules/measurement.ts";
import type { LeafPlace } from "./claim-structs.ts";
import { explain } from "./explain.ts";
import type { ExplainedLeaf } from "./reward-item.ts";

/** A published batch, where it stands, and the positions in it that are asked for. */
export interface LeafSelection {
  readonly source: PublishedBatch;
  readonly status: BatchStatus;
  readonly positions: readonly number[];
}

/** Asks the chain about leaves of one period; all its batches must be among the selections, in order. */
export async function explainLeaves(
  grid: Grid,
  period: number,
  selections: readonly LeafSelection[],
): Promise<ExplainedLeaf[]> {
  const leaves = selections.flatMap(toLeaves);
  const primaries = leaves.map(({ measurement }) => primaryOf(selections, measurement));
  const [explanations, primaryUnits] = await Promise.all([
    explain(grid, period, leaves),
    unitsOf(grid, period, primaries),
  ]);
  return Promise.all(
    explanations.map(async ({ reward, isSettled }, index) => {
      const leaf = leaves[index];
      if (leaf === undefined) throw new RangeError("The chain explained more leaves than asked for.");
      const [place, units = 0n] = [primaries[index], primaryUnits[index]];
      const primary = place && { ...place, units };
      const paidUnits = isSettled ? await paidUnitsOf(grid, leaf, primary?.units ?? reward.units) : undefined;
      return { ...leaf, reward, primary, paidUnits };
    }),
  );
}

function toLeaves({ source, status, positions }: LeafSelection) {
  const { finalAt = 0, state } = status;
  return positions.map((position) => {
    const measurement = decodeLeaf(leafAt(source.leaves, position));
    return { source, position, measurement, finalAt, isFinal: state === "final" };
  });
}

function primaryOf(selections: readonly LeafSelection[], { corrects }: Measurement): LeafPlace | undefined {
  const source = selections.find((selection) => selection.source.batch === corrects?.batch)?.source;
  return corrects === undefined || source === undefined ? undefined : { source, position: corrects.position };
}

/** What primary leaves are worth, in TFT units; undefined where there is none. */
async function unitsOf(
  grid: Grid,
  period: number,
  primaries: readonly (LeafPlace | undefined)[],
): Promise<(bigint | undefined)[]> {
  const named = primaries.filter((primary) => primary !== undefined);
  const explanations = await explain(grid, period, named);
  const units = new Map(named.map((primary, index) => [primary, explanations[index]?.reward.units]));
  return primaries.map((primary) => primary && units.get(primary));
}

/** What a settled node was paid for the period, in TFT units: what is on record, or else what its primary leaf is worth. */
async function paidUnitsOf(
  grid: Grid,
  { source, measurement }: { readonly source: PublishedBatch; readonly measurement: Measurement },
  primaryUnits: bigint,
): Promise<bigint> {
  const { tft, isRecorded } = await grid.FarmingRewards.correctedOf(source.period, measurement.nodeId);
  return isRecorded ? tft : primaryUnits;
}
