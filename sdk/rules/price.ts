/** The absolute bounds of every price: 0.0001 and 1,000 USD per TFT, 18 decimals. */
export const MIN_USD_PER_TFT = 10n ** 14n;
export const MAX_USD_PER_TFT = 10n ** 21n;

/** USD per TFT with 18 decimals times TFT per USD with 12. */
const PRODUCT = 10n ** 30n;

const BPS = 10_000n;
const DAY = 86_400n;

/** How far and how fast the price of a feed may go. */
export interface PriceLimits {
  /** Least and greatest USD per TFT, 18 decimals. */
  readonly lowestUsdPerTft: bigint;
  readonly highestUsdPerTft: bigint;
  /** How far from the average a new price may be, in basis points of the average. */
  readonly maxMoveBps: number;
  readonly minIntervalSeconds: number;
  /** Greatest age of a price that is not stale. */
  readonly maxAgeSeconds: number;
}

/** What a feed keeps: everything as of its latest price. */
export interface PriceState {
  /** Sum of `tftPerUsd` over all seconds until then, in 10^-12 TFT·s/USD. */
  readonly index: bigint;
  /** TFT per USD, 12 decimals, 10^9 … 10^16. */
  readonly tftPerUsd: bigint;
  /** The day's moving average of `tftPerUsd` just before that price. */
  readonly averageTftPerUsd: bigint;
  /** Unix time of the price, in seconds. */
  readonly updatedAt: number;
}

/** What a feed says at one moment. */
export interface PriceQuote {
  readonly index: bigint;
  readonly tftPerUsd: bigint;
  readonly averageTftPerUsd: bigint;
}

/**
 * TFT per USD, 12 decimals, rounded down: in favour of who is charged by it.
 *
 * @param usdPerTft USD per TFT, 18 decimals, within the absolute bounds
 */
export function tftPerUsdOf(usdPerTft: bigint): bigint {
  return PRODUCT / usdPerTft;
}

/**
 * USD per TFT, 18 decimals, rounded down.
 *
 * @param tftPerUsd TFT per USD, 12 decimals, above 0
 */
export function usdPerTftOf(tftPerUsd: bigint): bigint {
  return PRODUCT / tftPerUsd;
}

/**
 * Index, price and average at a moment, as long as no other price comes. The average goes the share min(d, 1 day) / 1 day of
 * the way to a price that stands for d seconds, rounded down.
 *
 * @param at Unix time in seconds, not before the state's
 */
export function quoteAt({ index, tftPerUsd, averageTftPerUsd, updatedAt }: PriceState, at: number): PriceQuote {
  const elapsed = BigInt(at - updatedAt);
  const weight = elapsed < DAY ? elapsed : DAY;
  return {
    index: index + tftPerUsd * elapsed,
    tftPerUsd,
    averageTftPerUsd: (averageTftPerUsd * (DAY - weight) + tftPerUsd * weight) / DAY,
  };
}

/**
 * The price that holds when another comes in: moved to within the bounds and the permitted distance from the average.
 *
 * @param usdPerTft What comes in, USD per TFT, 18 decimals
 * @param averageTftPerUsd The average at that moment, TFT per USD, 12 decimals
 */
export function clampPrice(usdPerTft: bigint, averageTftPerUsd: bigint, limits: PriceLimits): bigint {
  const average = usdPerTftOf(averageTftPerUsd);
  const move = BigInt(limits.maxMoveBps);
  const lowest = largerOf(limits.lowestUsdPerTft, (average * (BPS - move)) / BPS);
  const highest = smallerOf(limits.highestUsdPerTft, (average * (BPS + move)) / BPS);
  return smallerOf(largerOf(usdPerTft, lowest), highest);
}

/**
 * The middle one of some prices, or the mean of the middle two, rounded down.
 *
 * @param prices At least one, in any order
 */
export function median(prices: readonly bigint[]): bigint {
  const sorted = [...prices].sort((a, b) => (a < b ? -1 : 1));
  const [lower, upper] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (lower === undefined || upper === undefined) throw new RangeError("There is no median of no prices.");
  return (lower + upper) / 2n;
}

function smallerOf(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function largerOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
