import { priceFeed } from "ponder:schema";
import type { account } from "ponder:schema";
import { forecastsOf } from "../../../../sdk/rules/account-forecast.ts";
import type { TimedQuote } from "../../../../sdk/rules/account-forecast.ts";
import { holdingsOf } from "../../../../sdk/rules/account-writes.ts";
import { GRAINS_PER_BALANCE, positionAt, reserveOf } from "../../../../sdk/rules/account.ts";
import { divideUp } from "../../../../sdk/rules/divide-up.ts";
import { quoteAt } from "../../../../sdk/rules/price.ts";
import { booksOf } from "../escrow/books.ts";
import { priceStateOf } from "../oracle/quote.ts";
import type { Account } from "./answers/accounts.ts";
import type { Reading } from "./reading.ts";

/** What the feed says now; undefined before its first price, when no account has money. */
export async function readQuote({ db, now }: Reading): Promise<TimedQuote | undefined> {
  const [row] = await db.select().from(priceFeed);
  const state = row === undefined ? undefined : priceStateOf(row);
  return state === undefined ? undefined : { ...quoteAt(state, now), timestamp: BigInt(now) };
}

/** An account at the time of the reading: the rules applied to what was last written. */
export function standingOf(row: typeof account.$inferSelect, quote: TimedQuote | undefined) {
  const books = booksOf(row);
  // Before the first price the index stands still.
  const index = quote?.index ?? books.index;
  const position = positionAt(books, index);
  const { balance, rates } = holdingsOf(books, position);
  return {
    status: position.status,
    balance: String(balance),
    reserve: String(divideUp(reserveOf(rates, books.referenceTftPerUsd), GRAINS_PER_BALANCE)),
    level: position.level,
    rates: digitsOf(rates),
    forecast: quote === undefined ? {} : forecastIn(forecastsOf(books, quote).atPresentPrice),
    books: {
      balance: String(books.balance),
      index: String(books.index),
      referenceTftPerUsd: String(books.referenceTftPerUsd),
      charged: digitsOf(books.charged),
      epoch: String(books.epoch),
      rates: digitsOf(books.rates),
    },
  };
}

function digitsOf<Name extends string>(numbers: Readonly<Record<Name, bigint>>): Record<Name, string> {
  return Object.fromEntries(Object.entries<bigint>(numbers).map(([name, value]) => [name, String(value)])) as Record<
    Name,
    string
  >;
}

function forecastIn(times: Readonly<Record<keyof Account["forecast"], bigint | undefined>>): Account["forecast"] {
  const { discountFallsAt, pausesAt, exhaustsAt } = times;
  return {
    ...(discountFallsAt === undefined ? {} : { discountFallsAt: Number(discountFallsAt) }),
    ...(pausesAt === undefined ? {} : { pausesAt: Number(pausesAt) }),
    ...(exhaustsAt === undefined ? {} : { exhaustsAt: Number(exhaustsAt) }),
  };
}
