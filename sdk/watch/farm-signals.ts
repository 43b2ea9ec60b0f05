import { pendingPayoutAt } from "../directory/fold-farm-events.ts";
import { readFarms, readNodesOfFarm } from "../directory/read-directory.ts";
import { blockTime } from "../network/block-time.ts";
import { groupBy } from "../group-by.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import type { Grid } from "../network/grid.ts";
import { mapInParallel } from "../network/map-in-parallel.ts";
import { readQuote } from "../oracle/read-quote.ts";
import { listRewards } from "../rewards/list-rewards.ts";
import type { BatchReader } from "../rewards/list-rewards.ts";
import { paidPeriods } from "../rewards/paid-periods.ts";
import type { Signal } from "./signal.ts";

/** So many nodes are read at once. */
const PARALLEL_READS = 6;

/** Attestors have so long to answer a request, in seconds. */
const ANSWER_TIME = 7 * 86_400;

/** Rewards of so many periods are looked at, a year's: what is left from before was said then. */
const WATCHED_PERIODS = 12;

/**
 * What a farm's owner should know now. The farm must exist.
 *
 * @param readLeaves Where measurements are read; see {@link rememberedLeaves}
 */
export async function farmSignals(source: GridSource, farmId: number, readLeaves: BatchReader): Promise<Signal[]> {
  const { grid, provider } = source;
  await grid.Directory.ownerOf(farmId);
  const [ofRewards, [farm], nodes, units, { isStale }, now] = await Promise.all([
    rewardSignals(grid, farmId, readLeaves),
    readFarms(source, [farmId]),
    readNodesOfFarm(source, farmId),
    grid.Escrow.farmCreditsOf(farmId),
    readQuote(grid, provider),
    blockTime(provider),
  ]);
  const change = farm && pendingPayoutAt(farm, now);
  const ofNodes = await mapInParallel(nodes, PARALLEL_READS, ({ nodeId }) => nodeSignals(grid, nodeId, now));
  return [
    ...ofRewards,
    ...(units > 0n ? [{ kind: "withdrawable", farmId, units } as const] : []),
    ...(change ? [{ kind: "payoutChangePending", farmId, at: change.effectiveAt } as const] : []),
    ...ofNodes.flat(),
    ...(isStale ? [{ kind: "priceStale" } as const] : []),
  ];
}

/** A period's rewards are claimable once its measurements are final; a correction can make it so again. */
async function rewardSignals(grid: Grid, farmId: number, readLeaves: BatchReader): Promise<Signal[]> {
  const periods = (await paidPeriods(grid)).slice(-WATCHED_PERIODS);
  const { items } = await listRewards(grid, { farmId, periods, readLeaves });
  const claimable = items.filter(({ status }) => status === "claimable");
  return [...groupBy(claimable, ({ period }) => period)].map(([period, ofPeriod]) => {
    return { kind: "claimable", farmId, period, units: ofPeriod.reduce((sum, { units }) => sum + units, 0n) };
  });
}

async function nodeSignals({ ProofOfService }: Grid, nodeId: number, now: number): Promise<Signal[]> {
  const [endsAt, requestedAt] = await Promise.all([
    ProofOfService.noticeEndsAt(nodeId),
    ProofOfService.requestedAt(nodeId),
  ]);
  const silentFrom = Number(requestedAt) + ANSWER_TIME;
  return [
    ...(endsAt > 0n ? [{ kind: "noticeGiven", nodeId, at: Number(endsAt) } as const] : []),
    ...(requestedAt > 0n && silentFrom > now ? [{ kind: "serviceRequested", nodeId, at: silentFrom } as const] : []),
  ];
}
