import type { GridSource } from "../network/connect-deployment.ts";
import { readQuote } from "../oracle/read-quote.ts";
import { forecastsOf } from "../rules/account-forecast.ts";
import type { AccountForecasts, TimedQuote } from "../rules/account-forecast.ts";
import { accountStateAt } from "../rules/account-state.ts";
import type { AccountState } from "../rules/account-state.ts";
import type { AccountBooks } from "../rules/account.ts";
import type { AccountBooksStructOutput } from "../../typechain-types/contracts/reservation/Escrow.ts";

/** An account as it is now: what the next action would find. */
export interface AccountReading extends AccountState {
  readonly accountId: number;
  readonly owner: string;
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
  const now = { ...accountStateAt(books, quote.index), forecasts: forecastsOf(books, quote) };
  return { accountId, owner, ...now, creditUnits, books, quote, isPriceStale: isStale };
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
