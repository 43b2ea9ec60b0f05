import { allRates, BALANCE_PER_UNIT, GRAINS_PER_UNIT, LEVELS, positionAt, reserveOf, stretchesOf } from "./account.ts";
import type { AccountBooks, Stretch } from "./account.ts";
import { holdingsOf } from "./account-writes.ts";
import { divideUp } from "./divide-up.ts";
import type { PriceQuote } from "./price.ts";

/** What the price feed says at a moment. */
export interface TimedQuote extends PriceQuote {
  /** Unix time in seconds. */
  readonly timestamp: bigint;
}

/**
 * When things will happen to an account if nobody writes it and the price is as assumed. Unix times in seconds: the present
 * one for what has happened already, undefined for never.
 */
export interface AccountForecast {
  /** First second at a lower level of the ladder; never where there is no discount. */
  readonly discountFallsAt: bigint | undefined;
  /** First second in which only retention is charged. */
  readonly pausesAt: bigint | undefined;
  /** First second by which not all could be charged. */
  readonly exhaustsAt: bigint | undefined;
}

/** Forecasts at three prices. */
export interface AccountForecasts {
  readonly atPresentPrice: AccountForecast;
  readonly at20PercentLess: AccountForecast;
  readonly atHalfPrice: AccountForecast;
}

/** What will happen to an account at the present price of TFT, at one 20 % lower, and at half of it (§5). */
export function forecastsOf(books: AccountBooks, now: TimedQuote): AccountForecasts {
  const { tftPerUsd } = now;
  return {
    atPresentPrice: forecastOf(books, now, tftPerUsd),
    at20PercentLess: forecastOf(books, now, divideUp(tftPerUsd * 10n, 8n)),
    atHalfPrice: forecastOf(books, now, tftPerUsd * 2n),
  };
}

/**
 * What will happen to an account at a price (§5).
 *
 * @param tftPerUsd In 10^-12 TFT per USD, above 0
 */
export function forecastOf(books: AccountBooks, now: TimedQuote, tftPerUsd: bigint): AccountForecast {
  const { status, level } = positionAt(books, now.index);
  const stretches = stretchesOf(books);
  const whenAfter = (count: number, further = 0n) => {
    const index = books.index + stepsOf(stretches.slice(0, count)) + further;
    return stretches.length === 0 ? undefined : now.timestamp + divideUp(index - now.index, tftPerUsd);
  };
  return {
    discountFallsAt: level === 0 ? undefined : whenAfter(LEVELS.length - level),
    pausesAt: status === "active" ? whenAfter(LEVELS.length) : now.timestamp,
    exhaustsAt: status === "exhausted" ? now.timestamp : whenAfter(stretches.length, 1n),
  };
}

/**
 * The least deposit with which an account, at the present price and with thresholds at the day's average, is still active
 * in a second to come (§5). In units of 10^-7 TFT.
 *
 * @param until Unix time in seconds, not before now
 */
export function depositToLast(books: AccountBooks, now: TimedQuote, until: bigint): bigint {
  const found = { ...books, ...holdingsOf(books, positionAt(books, now.index)), index: now.index };
  const steps = (until - now.timestamp) * now.tftPerUsd;
  const lasts = (units: bigint) => {
    const balance = found.balance + units * BALANCE_PER_UNIT;
    const written = { ...found, balance, referenceTftPerUsd: now.averageTftPerUsd };
    return positionAt(written, now.index + steps).status === "active";
  };
  // All of it at list price, with nothing there: never more.
  const most = reserveOf(found.rates, now.averageTftPerUsd) + 10n * allRates(found.rates) * (steps + 1n);
  return least(divideUp(most, GRAINS_PER_UNIT), lasts);
}

/** The least number that suffices, where every greater one does: by halving what is possible. */
function least(most: bigint, suffices: (number: bigint) => boolean): bigint {
  let [low, high] = [0n, most];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (suffices(middle)) high = middle;
    else low = middle + 1n;
  }
  return low;
}

function stepsOf(stretches: Stretch[]): bigint {
  return stretches.reduce((sum, { steps }) => sum + steps, 0n);
}
