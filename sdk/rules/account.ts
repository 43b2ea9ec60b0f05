import { DISCOUNT_LADDER } from "./discount-ladder.ts";
import type { Rates } from "./rates.ts";

/**
 * How an account of the escrow is charged, to the last digit as on chain: docs/accounts.md, whose signs are in brackets.
 * Amounts in between are exact in grains of 10^-31 TFT.
 */

/** Grains in 10^-16 TFT, the unit of a balance. */
export const GRAINS_PER_BALANCE = 10n ** 15n;

/** Grains in a TFT unit of 10^-7 TFT. */
export const GRAINS_PER_UNIT = 10n ** 24n;

/** Units of a balance in a TFT unit. */
export const BALANCE_PER_UNIT = GRAINS_PER_UNIT / GRAINS_PER_BALANCE;

const DAY = 86_400n;

/** What a step of the price index adds to the accumulators while an account is paused: 40 % for retention. */
const RETENTION: Accumulators = { discountable: 4n, plain: 4n };

/** In tenths of a second at all rates: retention for 14 days. */
const RESERVE_TENTHS = 4n * 14n * DAY;

/** A level of the {@link DISCOUNT_LADDER}, or list price. */
export interface Level {
  /** What a step of the price index adds to the accumulators. */
  readonly step: Accumulators;
  /** For how many days at all rates the account holds more than the reserve. */
  readonly coverageDays: bigint;
}

/** Level 0 is list price, 1 to 4 are the ladder's. */
export const LEVELS: readonly Level[] = [{ moreThanDays: 0, discountBps: 0 }, ...DISCOUNT_LADDER].map(
  ({ moreThanDays, discountBps }) => ({
    step: { discountable: 10n - BigInt(discountBps) / 1000n, plain: 10n },
    coverageDays: BigInt(moreThanDays),
  }),
);

/**
 * Where an account stands. The position in this list is the code on chain. What is `paused` pays retention of its workloads,
 * what is `exhausted` could not pay that either: its streams are dead.
 */
export const ACCOUNT_STATUSES = ["active", "paused", "exhausted"] as const;

export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/** Sums over the streams of an account, 0 … 2^64 - 1 each. What is not pending is of active streams. */
export interface AccountRates extends Rates {
  /** Of streams that wait for their start: nothing accrues. */
  readonly pendingDiscountableUsdPerSecond: bigint;
  readonly pendingPlainUsdPerSecond: bigint;
}

/** What a rate of 1 was charged so far, in tenths of the price index. */
export interface Accumulators {
  readonly discountable: bigint;
  readonly plain: bigint;
}

/** An account as it was last written: constant from then on. */
export interface AccountBooks {
  /** In 10^-16 TFT, 0 … 2^96 - 1. */
  readonly balance: bigint;
  /** The price index then, in 10^-12 TFT·s/USD. */
  readonly index: bigint;
  /** The price that thresholds are computed at, in 10^-12 TFT per USD. */
  readonly referenceTftPerUsd: bigint;
  /** The accumulators then. */
  readonly charged: Accumulators;
  /** How often the account was exhausted before. */
  readonly epoch: bigint;
  readonly rates: AccountRates;
}

/** An account at some later index. */
export interface AccountPosition {
  /** What it holds, in 10^-31 TFT. */
  readonly grains: bigint;
  /** How far it was charged: the index asked for, or the one at which it was exhausted. */
  readonly index: bigint;
  readonly charged: Accumulators;
  readonly status: AccountStatus;
  /** Of the ladder, 0 … 4; 0 unless active. */
  readonly level: number;
}

/** Steps of the price index that are charged alike. */
export interface Stretch {
  /** What each adds to the accumulators. */
  readonly step: Accumulators;
  readonly steps: bigint;
}

/** All rates, those of pending streams included, in USD per second with 18 decimals [U]. */
export function allRates(rates: AccountRates): bigint {
  const active = rates.discountableUsdPerSecond + rates.plainUsdPerSecond;
  return active + rates.pendingDiscountableUsdPerSecond + rates.pendingPlainUsdPerSecond;
}

/** What rates cost while the accumulators grow by so much, in grains. */
export function grainsOf({ discountableUsdPerSecond, plainUsdPerSecond }: Rates, growth: Accumulators): bigint {
  return discountableUsdPerSecond * growth.discountable + plainUsdPerSecond * growth.plain;
}

/** What retention of all workloads costs for 14 days at a price in 10^-12 TFT per USD, in grains [S]. */
export function reserveOf(rates: AccountRates, tftPerUsd: bigint): bigint {
  return RESERVE_TENTHS * allRates(rates) * tftPerUsd;
}

/** What an account must still hold after a step at a level of the ladder, in grains [T]; for list price it is the reserve. */
export function thresholdOf({ rates, referenceTftPerUsd }: AccountBooks, { coverageDays }: Level): bigint {
  return (RESERVE_TENTHS + 10n * coverageDays * DAY) * allRates(rates) * referenceTftPerUsd;
}

/** The highest level of the ladder at which an account that holds so many grains is charged for the next step, if any. */
export function levelOf(books: AccountBooks, grains: bigint): number | undefined {
  const level = LEVELS.findLastIndex((each) => grains >= thresholdOf(books, each) + grainsOf(books.rates, each.step));
  return level < 0 ? undefined : level;
}

/**
 * The account at a later price index (§3 and §4).
 *
 * @param index In 10^-12 TFT·s/USD, not below that of the books
 */
export function positionAt(books: AccountBooks, index: bigint): AccountPosition {
  let [grains, { discountable, plain }] = [books.balance * GRAINS_PER_BALANCE, books.charged];
  let left = accrues(books.rates) ? index - books.index : 0n;
  for (const { step, steps } of stretchesOf(books)) {
    const walked = steps < left ? steps : left;
    grains -= walked * grainsOf(books.rates, step);
    discountable += walked * step.discountable;
    plain += walked * step.plain;
    left -= walked;
  }
  const level = levelOf(books, grains);
  return {
    grains,
    index: index - left,
    charged: { discountable, plain },
    status: statusOf(level, left),
    level: level ?? 0,
  };
}

/**
 * The steps that an account is charged for if nobody writes it (§4): at each level of the ladder, from the top, and at last for
 * retention. Without an active stream there are none.
 */
export function stretchesOf(books: AccountBooks): Stretch[] {
  if (!accrues(books.rates)) return [];
  const levels = LEVELS.map((level) => ({ step: level.step, threshold: thresholdOf(books, level) }));
  let grains = books.balance * GRAINS_PER_BALANCE;
  return [...levels.reverse(), { step: RETENTION, threshold: 0n }].map(({ step, threshold }) => {
    const charge = grainsOf(books.rates, step);
    const steps = grains > threshold ? (grains - threshold) / charge : 0n;
    grains -= steps * charge;
    return { step, steps };
  });
}

function statusOf(level: number | undefined, unpaidSteps: bigint): AccountStatus {
  if (unpaidSteps > 0n) return "exhausted";
  return level === undefined ? "paused" : "active";
}

/** Whether a stream is active, so that something is charged. */
function accrues({ discountableUsdPerSecond, plainUsdPerSecond }: Rates): boolean {
  return discountableUsdPerSecond + plainUsdPerSecond > 0n;
}
