import { blockTimes } from "../network/block-times.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import { readEvents } from "../network/read-logs.ts";
import { toOutcome } from "./outcome.ts";
import type { Outcome } from "../rules/reward.ts";

/** What the chain says about one settled leaf. */
export interface RewardReceipt {
  readonly farmId: number;
  readonly nodeId: number;
  readonly period: number;
  /** Where the leaf was published, and its position there. */
  readonly batch: number;
  readonly position: number;
  /** What it paid, in TFT units; of a correction, what it added. */
  readonly units: bigint;
  /** Why the leaf's reward is zero, if it is. */
  readonly outcome: Outcome;
  /** Hash of the transaction that settled it. */
  readonly transaction: string;
  readonly block: number;
  /** Time of that block, unix seconds. */
  readonly settledAt: number;
}

/** All receipts of a farm, or of all farms when none is named, in the order of the chain. */
export async function listReceipts(source: GridSource, farmId?: number): Promise<RewardReceipt[]> {
  const { grid, provider, book } = source;
  const { FarmingRewards } = grid;
  const indexed = farmId === undefined ? [] : [farmId];
  const range = { fromBlock: book.deployedAtBlock, toBlock: await provider.getBlockNumber() };
  const events = await readEvents(FarmingRewards, FarmingRewards.filters.RewardSettled, range, indexed);
  const times = await blockTimes(
    provider,
    events.map(({ log }) => log.blockNumber),
  );
  return events.map(({ values, log }) => ({
    farmId: Number(values.farmId),
    nodeId: Number(values.nodeId),
    period: Number(values.period),
    batch: Number(values.batch),
    position: Number(values.position),
    units: values.tft,
    outcome: toOutcome(values.outcome),
    transaction: log.transactionHash,
    block: log.blockNumber,
    settledAt: times.get(log.blockNumber) ?? 0,
  }));
}
