import { groupBy } from "../group-by.ts";
import { proposedBatches } from "../measurements/period-status.ts";
import type { BatchStatus } from "../measurements/period-status.ts";
import { readBatch } from "../measurements/read-batch.ts";
import type { PublishedBatch } from "../measurements/read-batch.ts";
import type { Grid } from "../network/grid.ts";
import { explainLeaves } from "./explain-leaves.ts";
import type { LeafSelection } from "./explain-leaves.ts";
import { farmPositions } from "./farm-positions.ts";
import { judgeNode } from "./judge-node.ts";
import type { ExplainedLeaf, RewardItem } from "./reward-item.ts";

/** How to get the leaves of a batch; by default from the chain's logs. */
export type BatchReader = (batch: Pick<BatchStatus, "period" | "batch" | "root">) => Promise<PublishedBatch>;

export interface ListRewardsParameters {
  readonly farmId: number;
  readonly periods: readonly number[];
  readonly readLeaves?: BatchReader;
}

/** What a farm was measured with in some periods, and what can be claimed of it. */
export interface FarmRewards {
  readonly farmId: number;
  /** In the order of periods, batches and leaves. */
  readonly items: readonly RewardItem[];
  /** Periods asked for whose measurements are not all on chain. */
  readonly awaitedPeriods: readonly number[];
}

/**
 * Lists every leaf of a farm and says what became of it or can become of it. It reads only the blocks that hold the leaves
 * and asks the chain what each is worth.
 * @throws LeavesMissingError, LeavesRootMismatchError
 */
export async function listRewards(grid: Grid, parameters: ListRewardsParameters): Promise<FarmRewards> {
  const { farmId, periods, readLeaves = (position) => readBatch(grid, position) } = parameters;
  const listed = await Promise.all(
    periods.map(async (period) => {
      const statuses = (await proposedBatches(grid, period)).filter(isPublished);
      const selections = await selectLeaves(farmId, statuses, readLeaves);
      return { period, isAwaited: statuses.length === 0, items: await itemsOf(grid, farmId, period, selections) };
    }),
  );
  return {
    farmId,
    items: listed.flatMap(({ items }) => items),
    awaitedPeriods: listed.filter(({ isAwaited }) => isAwaited).map(({ period }) => period),
  };
}

function isPublished({ state }: BatchStatus): boolean {
  return state === "reviewing" || state === "final";
}

/** The farm's leaves in the batches of one period. */
function selectLeaves(
  farmId: number,
  statuses: readonly BatchStatus[],
  readLeaves: BatchReader,
): Promise<LeafSelection[]> {
  return Promise.all(
    statuses.map(async (status) => {
      const source = await readLeaves(status);
      return { source, status, positions: farmPositions(source.leaves, farmId) };
    }),
  );
}

async function itemsOf(
  grid: Grid,
  farmId: number,
  period: number,
  selections: readonly LeafSelection[],
): Promise<RewardItem[]> {
  const leaves = await explainLeaves(grid, period, selections);
  const items = [...groupBy(leaves, nodeOf).values()].flatMap((ofNode) => judgeNode(farmId, ofNode));
  return items.sort((a, b) => a.batch - b.batch || a.position - b.position);
}

function nodeOf({ measurement }: ExplainedLeaf): number {
  return measurement.nodeId;
}
