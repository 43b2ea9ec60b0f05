import type { PositionedLeafStruct } from "../../typechain-types/contracts/farming/FarmingRewards.ts";
import type { BatchStatus } from "../measurements/period-status.ts";
import type { PublishedBatch } from "../measurements/read-batch.ts";
import type { Grid } from "../network/grid.ts";
import { leafAt } from "../rules/leaf-bytes.ts";
import { decodeLeaf } from "../rules/leaf.ts";
import type { Measurement } from "../rules/measurement.ts";
import { toOutcome } from "./outcome.ts";
import { toLeaf } from "./claim-structs.ts";
import type { LeafPlace } from "./claim-structs.ts";
import type { ExplainedLeaf, LeafReward } from "./reward-item.ts";

/** Leaves asked for in one call: nodes bound the gas of a call, and a leaf takes up to about 30,000. */
const LEAVES_PER_CALL = 250;

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
    explain(grid, period, leaves.map(toLeaf)),
    unitsOf(grid, period, primaries),
  ]);
  return Promise.all(
    leaves.map(async (leaf, index) => {
      const [explanation, place, units] = [explanations[index], primaries[index], primaryUnits[index]];
      if (explanation === undefined) throw new RangeError("The chain explained fewer leaves than asked for.");
      const primary = place === undefined ? undefined : { ...place, units: units ?? 0n };
      const { reward, isSettled } = explanation;
      const settledUnits = async () => paidUnitsOf(grid, leaf, primary?.units ?? reward.units);
      return { ...leaf, reward, primary, paidUnits: isSettled ? await settledUnits() : undefined };
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

function primaryOf(selections: readonly LeafSelection[], { corrects }: Measurement) {
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
  const explanations = await explain(grid, period, named.map(toLeaf));
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

async function explain(
  grid: Grid,
  period: number,
  leaves: readonly PositionedLeafStruct[],
): Promise<{ isSettled: boolean; reward: LeafReward }[]> {
  const parts: PositionedLeafStruct[][] = [];
  for (let at = 0; at < leaves.length; at += LEAVES_PER_CALL) parts.push(leaves.slice(at, at + LEAVES_PER_CALL));
  const answers = await Promise.all(parts.map((part) => grid.FarmingRewards.explain(period, part)));
  return answers.flat().map(({ isSettled, isInForce, farmId, reward }) => ({
    isSettled,
    reward: {
      isInForce,
      farmId: Number(farmId),
      cuMicro: reward.cuMicro,
      suMicro: reward.suMicro,
      uptimePermille: Number(reward.uptimePermille),
      musd: reward.musd,
      units: reward.tft,
      outcome: toOutcome(reward.outcome),
    },
  }));
}
