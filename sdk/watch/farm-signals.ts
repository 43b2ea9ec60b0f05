import { pendingPayoutAt } from "../directory/fold-farm-events.ts";
import { readFarms, readNodesOfFarm } from "../directory/read-directory.ts";
import { blockTime } from "../network/block-time.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import type { Grid } from "../network/grid.ts";
import { mapInParallel } from "../network/map-in-parallel.ts";
import { readQuote } from "../oracle/read-quote.ts";
import type { Signal } from "./signal.ts";

/** So many nodes are read at once. */
const PARALLEL_READS = 6;

/** Attestors have so long to answer a request, in seconds. */
const ANSWER_TIME = 7 * 86_400;

/** What a farm's owner should know now. */
export async function farmSignals(source: GridSource, farmId: number): Promise<Signal[]> {
  const { grid, provider } = source;
  const [[farm], nodes, units, { isStale }, now] = await Promise.all([
    readFarms(source, [farmId]),
    readNodesOfFarm(source, farmId),
    grid.Escrow.farmCreditsOf(farmId),
    readQuote(grid, provider),
    blockTime(provider),
  ]);
  const change = farm && pendingPayoutAt(farm, now);
  const ofNodes = await mapInParallel(nodes, PARALLEL_READS, ({ nodeId }) => nodeSignals(grid, nodeId, now));
  return [
    ...(units > 0n ? [{ kind: "claimable", farmId, units } as const] : []),
    ...(change ? [{ kind: "payoutChangePending", farmId, at: change.effectiveAt } as const] : []),
    ...ofNodes.flat(),
    ...(isStale ? [{ kind: "priceStale" } as const] : []),
  ];
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
