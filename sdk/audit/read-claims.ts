import type { Log } from "ethers";
import { ZeroAddress } from "ethers";
import type { RewardSettledEvent } from "../../typechain-types/contracts/farming/FarmingRewards.ts";
import { blockTimes } from "../network/block-times.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import { mapInParallel } from "../network/map-in-parallel.ts";
import type { BlockRange, PlacedEvent } from "../network/read-logs.ts";
import { readEvents } from "../network/read-logs.ts";
import { toOutcome } from "../rewards/outcome.ts";
import type { Outcome } from "../rules/reward.ts";
import { LogsIncompleteError } from "./logs-incomplete-error.ts";

/** So many blocks are asked for at once. */
const PARALLEL_BLOCKS = 4;

interface PlacedInChain {
  readonly log: Log;
  /** Unix time of its block. */
  readonly at: number;
}

/** What the chain says that a leaf paid. */
export interface ClaimedLeaf extends PlacedInChain {
  readonly kind: "leaf";
  readonly farmId: number;
  readonly nodeId: number;
  readonly period: number;
  readonly batch: number;
  readonly position: number;
  /** In TFT units; of a correction, what it added. */
  readonly units: bigint;
  readonly outcome: Outcome;
}

/** TFT that were created. */
export interface MintedTft extends PlacedInChain {
  readonly kind: "mint";
  readonly to: string;
  readonly units: bigint;
}

/** Rewards that could not be minted when they were claimed. */
export interface OwedTft extends PlacedInChain {
  readonly kind: "owed";
  readonly farmId: number;
  readonly payout: string;
  readonly units: bigint;
}

/** What a farm was owed since an earlier claim and was paid. */
interface PaidDebt extends PlacedInChain {
  readonly kind: "debtPaid";
}

export type ClaimEvent = ClaimedLeaf | MintedTft | OwedTft | PaidDebt;

/**
 * Everything that transactions did which claimed leaves of the period: each leaf that they claimed, of whatever period, and
 * the TFT that came of it, in the order of the chain.
 */
export async function readClaims(source: GridSource, period: number, range: BlockRange): Promise<ClaimEvent[]> {
  const { FarmingRewards } = source.grid;
  const indexed = [null, null, period];
  const settled = await readEvents(FarmingRewards, FarmingRewards.filters.RewardSettled, range, indexed);
  const blocks = settled.map(({ log }) => log.blockNumber);
  const times = await blockTimes(source.provider, blocks);
  const found = await mapInParallel([...times], PARALLEL_BLOCKS, ([block, at]) => readBlock(source, block, at));
  const transactions = new Set(settled.map(({ log }) => log.transactionHash));
  const events = found.flat().filter(({ log }) => transactions.has(log.transactionHash));
  const again = events.filter((event) => event.kind === "leaf" && event.period === period);
  if (again.length !== settled.length) {
    throw new LogsIncompleteError(
      `asked twice, it tells of ${settled.length} and of ${again.length} claims of period ${period}`,
    );
  }
  return events;
}

/** What a block holds of claims, in the order of the chain. */
async function readBlock({ grid }: GridSource, block: number, at: number): Promise<ClaimEvent[]> {
  const { FarmingRewards, TFT } = grid;
  const { RewardSettled, RewardsOwed, OwedPaid } = FarmingRewards.filters;
  const range = { fromBlock: block, toBlock: block };
  const [settled, minted, owed, paid] = await Promise.all([
    readEvents(FarmingRewards, RewardSettled, range),
    readEvents(TFT, TFT.filters.Transfer, range, [ZeroAddress]),
    readEvents(FarmingRewards, RewardsOwed, range),
    readEvents(FarmingRewards, OwedPaid, range),
  ]);
  const events: ClaimEvent[] = [
    ...settled.map((event) => toClaimedLeaf(event, at)),
    ...minted.map(({ values, log }) => ({ kind: "mint" as const, log, at, to: values.to, units: values.value })),
    ...owed.map(({ values: { farmId, payout, tft }, log }) => {
      return { kind: "owed" as const, log, at, farmId: Number(farmId), payout, units: tft };
    }),
    ...paid.map(({ log }) => ({ kind: "debtPaid" as const, log, at })),
  ];
  return events.sort((a, b) => a.log.index - b.log.index);
}

function toClaimedLeaf({ values, log }: PlacedEvent<RewardSettledEvent.OutputObject>, at: number): ClaimedLeaf {
  return {
    kind: "leaf",
    log,
    at,
    farmId: Number(values.farmId),
    nodeId: Number(values.nodeId),
    period: Number(values.period),
    batch: Number(values.batch),
    position: Number(values.position),
    units: values.tft,
    outcome: toOutcome(values.outcome),
  };
}
