import { forecastsOf } from "./account-forecast.ts";
import type { AccountForecasts } from "./account-forecast.ts";
import { BALANCE_PER_UNIT, GRAINS_PER_UNIT, LEVELS, grainsOf, positionAt, reserveOf, thresholdOf } from "./account.ts";
import type { AccountBooks, AccountRates, AccountStatus, Level } from "./account.ts";
import type { Capacity } from "./capacity.ts";
import { NO_CAPACITY } from "./capacity.ts";
import { divideUp } from "./divide-up.ts";
import type { TimedQuote } from "./account-forecast.ts";
import type { PricingVersion } from "./pricing.ts";
import { certifiedRatesUp, dedicatedRatesUp, sharedRatesUp } from "./rates.ts";
import type { Rates } from "./rates.ts";

/** What a step costs without a discount, in tenths. */
const LIST_PRICE = { discountable: 10n, plain: 10n };

/** What somebody wants to know the price of. */
export interface WantedResources {
  /** Of the whole node, when it is rented as a whole. */
  readonly capacity: Capacity;
  /** Public IPv4 addresses, 0 … 512. */
  readonly ipv4Count: number;
  readonly isDedicated: boolean;
  readonly isCertified: boolean;
}

/** A level of the discount ladder for an account that has nothing else, or list price. */
export interface QuotedLevel {
  /** In basis points of the discountable rate. */
  readonly discountBps: number;
  /** USD per second, 18 decimals. */
  readonly usdPerSecond: bigint;
  /** The least deposit with which the level is reached, in units of 10^-7 TFT. */
  readonly depositUnits: bigint;
}

/** A new account that reserves this and nothing else. */
export interface QuotedAccount {
  readonly status: AccountStatus;
  /** Of the discount ladder, 0 to 4. */
  readonly level: number;
  readonly forecasts: AccountForecasts;
}

/** What resources cost, in USD per second with 18 decimals. The rates of a reservation, rounded as when it is made. */
export function wantedRatesUp(wanted: WantedResources, pricing: PricingVersion): Rates {
  const { capacity, ipv4Count, isDedicated, isCertified } = wanted;
  const parts = isDedicated
    ? [
        dedicatedRatesUp({ capacity, extraFeeMusdPerMonth: 0 }, pricing),
        sharedRatesUp({ capacity: NO_CAPACITY, ipv4Count }, pricing),
      ]
    : [sharedRatesUp({ capacity, ipv4Count }, pricing)];
  return sumOf(isCertified ? parts.map((rates) => certifiedRatesUp(rates, pricing)) : parts);
}

/** What a reservation costs at list price and at every discount, and what deposit reaches it. */
export function quoteLevels(rates: Rates, now: TimedQuote, windowSeconds: number): QuotedLevel[] {
  const least = leastDeposit(rates, now, windowSeconds);
  return LEVELS.map((level) => {
    const reaches = depositFor(rates, now, level);
    return {
      discountBps: Number(10n - level.step.discountable) * 1000,
      usdPerSecond: usdPerSecondAt(rates, level),
      depositUnits: reaches > least ? reaches : least,
    };
  });
}

/** What becomes of a deposit if the reservation starts now. */
export function quoteAccount(rates: Rates, now: TimedQuote, depositUnits: bigint): QuotedAccount {
  const books = newBooks(rates, now, depositUnits);
  const { status, level } = positionAt(books, now.index);
  return { status, level, forecasts: forecastsOf(books, now) };
}

/** A new account with a deposit, written now, that pays these rates. */
export function newBooks(rates: Rates, now: TimedQuote, depositUnits: bigint): AccountBooks {
  return {
    balance: depositUnits * BALANCE_PER_UNIT,
    index: now.index,
    referenceTftPerUsd: now.averageTftPerUsd,
    charged: { discountable: 0n, plain: 0n },
    epoch: 0n,
    rates: withoutPending(rates),
  };
}

/** What retention for 14 days costs at the day's average: below it workloads pause. In units of 10^-7 TFT, rounded up. */
export function reserveUnitsUp(rates: Rates, { averageTftPerUsd }: TimedQuote): bigint {
  return divideUp(reserveOf(withoutPending(rates), averageTftPerUsd), GRAINS_PER_UNIT);
}

/** What rates cost for some seconds at the present price, in units of 10^-7 TFT, rounded up. */
export function unitsUp(usdPerSecond: bigint, seconds: bigint, { tftPerUsd }: TimedQuote): bigint {
  return divideUp(10n * usdPerSecond * seconds * tftPerUsd, GRAINS_PER_UNIT);
}

/**
 * The least deposit with which a reservation can be made: what is held for the deployment window is not there, and the rest must
 * pay a step above the reserve, at the present price and at the day's average.
 */
function leastDeposit(rates: Rates, now: TimedQuote, windowSeconds: number): bigint {
  const { tftPerUsd, averageTftPerUsd } = now;
  const highest = tftPerUsd > averageTftPerUsd ? tftPerUsd : averageTftPerUsd;
  const all = withoutPending(rates);
  const held = unitsUp(rates.discountableUsdPerSecond + rates.plainUsdPerSecond, BigInt(windowSeconds), now);
  return held + divideUp(reserveOf(all, highest) + grainsOf(rates, LIST_PRICE), GRAINS_PER_UNIT);
}

/** The least deposit of which the first step is charged at a level. */
function depositFor(rates: Rates, now: TimedQuote, level: Level): bigint {
  return divideUp(thresholdOf(newBooks(rates, now, 0n), level) + grainsOf(rates, level.step), GRAINS_PER_UNIT);
}

/** Rounded up. */
function usdPerSecondAt(rates: Rates, { step }: Level): bigint {
  return divideUp(grainsOf(rates, step), 10n);
}

function sumOf(parts: readonly Rates[]): Rates {
  return {
    discountableUsdPerSecond: parts.reduce((sum, rates) => sum + rates.discountableUsdPerSecond, 0n),
    plainUsdPerSecond: parts.reduce((sum, rates) => sum + rates.plainUsdPerSecond, 0n),
  };
}

function withoutPending(rates: Rates): AccountRates {
  return { ...rates, pendingDiscountableUsdPerSecond: 0n, pendingPlainUsdPerSecond: 0n };
}
