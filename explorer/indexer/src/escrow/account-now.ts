import type { account } from "../../schema/escrow.ts";
import type { AccountForecasts, TimedQuote } from "../../../../sdk/rules/account-forecast.ts";
import { forecastsOf } from "../../../../sdk/rules/account-forecast.ts";
import type { AccountState } from "../../../../sdk/rules/account-state.ts";
import { accountStateAt } from "../../../../sdk/rules/account-state.ts";
import { booksOf } from "./books.ts";

/** An account at the time of a block. */
export interface AccountNow extends AccountState {
  readonly forecasts: AccountForecasts;
}

/** What an account is at a moment: what {IForecasts} says then. */
export function accountNow(row: typeof account.$inferSelect, quote: TimedQuote): AccountNow {
  const books = booksOf(row);
  return { ...accountStateAt(books, quote.index), forecasts: forecastsOf(books, quote) };
}
