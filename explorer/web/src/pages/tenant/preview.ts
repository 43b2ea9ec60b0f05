import type { AccountReading } from "../../../../../sdk/escrow/read-account.ts";
import type { AccountForecast } from "../../../../../sdk/rules/account-forecast.ts";
import { forecastsOf } from "../../../../../sdk/rules/account-forecast.ts";
import type { Holdings } from "../../../../../sdk/rules/account-writes.ts";
import { writeAndFollow } from "../../../../../sdk/rules/account-writes.ts";
import type { AccountStatus } from "../../../../../sdk/rules/account.ts";
import { BALANCE_PER_UNIT, LEVELS, positionAt } from "../../../../../sdk/rules/account.ts";
import type { Rates } from "../../../../../sdk/rules/rates.ts";

/** How an account would stand. */
export interface Preview {
  readonly status: AccountStatus;
  /** In basis points. */
  readonly discountBps: number;
  readonly forecast: AccountForecast;
}

/** An account as it stands. */
export function present({ status, level, forecasts }: AccountReading): Preview {
  return { status, discountBps: discountAt(level), forecast: forecasts.atPresentPrice };
}

/** An account once so much more was paid in, in units of 10^-7 TFT. */
export function withDeposit(reading: AccountReading, units: bigint): Preview {
  return afterWriting(reading, ({ balance, rates }) => ({ balance: balance + units * BALANCE_PER_UNIT, rates }));
}

/** An account once something more runs on it. */
export function withRates(reading: AccountReading, { discountableUsdPerSecond, plainUsdPerSecond }: Rates): Preview {
  return afterWriting(reading, ({ balance, rates }) => ({
    balance,
    rates: {
      ...rates,
      discountableUsdPerSecond: rates.discountableUsdPerSecond + discountableUsdPerSecond,
      plainUsdPerSecond: rates.plainUsdPerSecond + plainUsdPerSecond,
    },
  }));
}

/** What the discount of a level of the ladder is, in basis points. */
export function discountAt(level: number): number {
  return Number(10n - (LEVELS[level]?.step.discountable ?? 10n)) * 1000;
}

function afterWriting({ books, quote }: AccountReading, change: (found: Holdings) => Holdings): Preview {
  const { books: after } = writeAndFollow(books, quote, change);
  const { status, level } = positionAt(after, quote.index);
  return { status, discountBps: discountAt(level), forecast: forecastsOf(after, quote).atPresentPrice };
}
