import type { GridSource } from "../network/connect-deployment.ts";
import { readQuote } from "../oracle/read-quote.ts";
import { forecastsOf } from "../rules/account-forecast.ts";
import type { AccountForecasts } from "../rules/account-forecast.ts";
import { holdingsOf } from "../rules/account-writes.ts";
import { GRAINS_PER_BALANCE, positionAt, reserveOf } from "../rules/account.ts";
import type { AccountBooks, AccountRates, AccountStatus } from "../rules/account.ts";
import { divideUp } from "../rules/divide-up.ts";
import type { TimedQuote } from "../rules/account-forecast.ts";
import type { AccountBooksStructOutput } from "../../typechain-types/contracts/reservation/Escrow.ts";

/** An account as it is now: what the next action would find. */
export interface AccountReading {
  readonly accountId: number;
  readonly owner: string;
  readonly status: AccountStatus;
  /** In 10^-16 TFT. */
  readonly balance: bigint;
  /** Below what it pauses, in 10^-16 TFT, rounded up. */
  readonly reserve: bigint;
  /** Of the discount ladder, 0 to 4; without meaning while nothing is reserved. */
  readonly level: number;
  readonly rates: AccountRates;
  /** What others paid in, or what was not served: the owner or a manager may add it. In units of 10^-7 TFT. */
  readonly creditUnits: bigint;
  readonly forecasts: AccountForecasts;
  /** As it was last written: everything above follows from it, and from the price. */
  readonly books: AccountBooks;
  readonly quote: TimedQuote;
  readonly isPriceStale: boolean;
}

/** Reads an account in the latest block. The rules compute what {IForecasts} says on chain. */
export async function readAccount(
  { grid, provider }: Pick<GridSource, "grid" | "provider">,
  accountId: number,
): Promise<AccountReading> {
  const { Escrow } = grid;
  const { quote, isStale, blockTag } = await readQuote(grid, provider);
  const [owner, stored, creditUnits] = await Promise.all([
    Escrow.ownerOf(accountId, { blockTag }),
    Escrow.booksOf(accountId, { blockTag }),
    Escrow.creditsOf(accountId, { blockTag }),
  ]);
  const books = toBooks(stored);
  return { accountId, owner, ...stateOf(books, quote), creditUnits, books, quote, isPriceStale: isStale };
}

function stateOf(books: AccountBooks, quote: TimedQuote) {
  const position = positionAt(books, quote.index);
  const { balance, rates } = holdingsOf(books, position);
  return {
    status: position.status,
    balance,
    reserve: divideUp(reserveOf(rates, books.referenceTftPerUsd), GRAINS_PER_BALANCE),
    level: position.level,
    rates,
    forecasts: forecastsOf(books, quote),
  };
}

function toBooks({ balance, index, referenceTftPerUsd, charged, rates }: AccountBooksStructOutput): AccountBooks {
  return {
    balance,
    index,
    referenceTftPerUsd,
    charged: { discountable: charged.discountable, plain: charged.plain },
    epoch: charged.epoch,
    rates: {
      discountableUsdPerSecond: rates.discountable,
      plainUsdPerSecond: rates.plain,
      pendingDiscountableUsdPerSecond: rates.pendingDiscountable,
      pendingPlainUsdPerSecond: rates.pendingPlain,
    },
  };
}
