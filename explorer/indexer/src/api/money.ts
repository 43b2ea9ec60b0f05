import type { account } from "ponder:schema";
import { priceFeed } from "ponder:schema";
import type { AccountForecast, TimedQuote } from "../../../../sdk/rules/account-forecast.ts";
import { accountStateAt } from "../../../../sdk/rules/account-state.ts";
import { accountNow } from "../escrow/account-now.ts";
import { booksOf } from "../escrow/books.ts";
import { priceStateOf, quoteOf } from "../oracle/price-state.ts";
import type { Account } from "./answers/accounts.ts";
import type { Reading } from "./reading.ts";

/** What the feed says now; undefined before its first price, when no account has money. */
export async function readQuote({ db, now }: Reading): Promise<TimedQuote | undefined> {
  const [row] = await db.select().from(priceFeed);
  return row === undefined || priceStateOf(row) === undefined ? undefined : quoteOf(row, now);
}

/** An account at the time of the reading: the rules applied to what was last written. */
export function standingOf(row: typeof account.$inferSelect, quote: TimedQuote | undefined) {
  const books = booksOf(row);
  // Before the first price the index stands still, and nothing follows from it.
  const { status, balance, reserve, level, rates } =
    quote === undefined ? accountStateAt(books, books.index) : accountNow(row, quote);
  return {
    status,
    balance: String(balance),
    reserve: String(reserve),
    level,
    rates: digitsOf(rates),
    forecast: quote === undefined ? {} : forecastIn(accountNow(row, quote).forecasts.atPresentPrice),
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

function forecastIn({ discountFallsAt, pausesAt, exhaustsAt }: AccountForecast): Account["forecast"] {
  return {
    ...(discountFallsAt === undefined ? {} : { discountFallsAt: Number(discountFallsAt) }),
    ...(pausesAt === undefined ? {} : { pausesAt: Number(pausesAt) }),
    ...(exhaustsAt === undefined ? {} : { exhaustsAt: Number(exhaustsAt) }),
  };
}
