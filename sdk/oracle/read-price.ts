import { blockTime } from "../network/block-time.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import type { Grid } from "../network/grid.ts";
import { readSignerSet } from "../network/signer-set.ts";
import { usdPerTftOf } from "../rules/price.ts";

/** What a member of the price feed's set reported last. */
export interface PriceReport {
  readonly member: string;
  /** USD per TFT, 18 decimals; undefined if he never reported. */
  readonly usdPerTft: bigint | undefined;
  /** Unix time in seconds. */
  readonly reportedAt: number | undefined;
  /** Whether it counts for the median. */
  readonly isFresh: boolean;
}

/** The price of TFT, and what it comes from. */
export interface PriceReading {
  /** USD per TFT, 18 decimals, rounded down. */
  readonly usdPerTft: bigint;
  /** The day's moving average, likewise. */
  readonly averageUsdPerTft: bigint;
  /** Sum of TFT per USD (12 decimals) over all seconds so far. */
  readonly index: bigint;
  /** Unix time in seconds. */
  readonly updatedAt: number;
  readonly ageSeconds: number;
  readonly isStale: boolean;
  /** The median of the fresh reports, USD per TFT, 18 decimals; undefined while too few are fresh. */
  readonly medianUsdPerTft: bigint | undefined;
  /** So many reports must be fresh. */
  readonly threshold: number;
  readonly reports: readonly PriceReport[];
}

/** Reads the price of TFT and the latest reports of the members of the active set. */
export async function readPrice({ grid, provider }: Pick<GridSource, "grid" | "provider">): Promise<PriceReading> {
  const feed = grid.MedianPriceFeed;
  const [now, quote, updatedAt, median, reportMaxAge, set] = await Promise.all([
    blockTime(provider),
    feed.quote(),
    feed.updatedAt(),
    feed.median(),
    feed.reportMaxAge(),
    readSignerSet(feed),
  ]);
  const oldestFresh = now - Number(reportMaxAge);
  return {
    usdPerTft: usdPerTftOf(quote.tftPerUsd),
    averageUsdPerTft: usdPerTftOf(quote.averageTftPerUsd),
    index: quote.index,
    updatedAt: Number(updatedAt),
    ageSeconds: now - Number(updatedAt),
    isStale: quote.isStale,
    medianUsdPerTft: median === 0n ? undefined : median,
    threshold: set.threshold,
    reports: await Promise.all(set.members.map((member) => readReport(grid, member, oldestFresh))),
  };
}

async function readReport({ MedianPriceFeed }: Grid, member: string, oldestFresh: number): Promise<PriceReport> {
  const { usdPerTft, reportedAt } = await MedianPriceFeed.reportOf(member);
  if (reportedAt === 0n) return { member, usdPerTft: undefined, reportedAt: undefined, isFresh: false };
  return { member, usdPerTft, reportedAt: Number(reportedAt), isFresh: Number(reportedAt) >= oldestFresh };
}
