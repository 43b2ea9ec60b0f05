import { holdingsOf } from "./account-writes.ts";
import { GRAINS_PER_BALANCE, positionAt, reserveOf } from "./account.ts";
import type { AccountBooks, AccountRates, AccountStatus } from "./account.ts";
import { divideUp } from "./divide-up.ts";

/** An account at a moment, as {IForecasts} tells it: what the next action would find. */
export interface AccountState {
  readonly status: AccountStatus;
  /** In 10^-16 TFT. */
  readonly balance: bigint;
  /** Below what it pauses, in 10^-16 TFT, rounded up. */
  readonly reserve: bigint;
  /** Of the discount ladder, 0 to 4; without meaning while nothing is reserved. */
  readonly level: number;
  readonly rates: AccountRates;
}

/**
 * The account at a later price index.
 *
 * @param index In 10^-12 TFT·s/USD, not below that of the books
 */
export function accountStateAt(books: AccountBooks, index: bigint): AccountState {
  const position = positionAt(books, index);
  const { balance, rates } = holdingsOf(books, position);
  const reserve = divideUp(reserveOf(rates, books.referenceTftPerUsd), GRAINS_PER_BALANCE);
  return { status: position.status, balance, reserve, level: position.level, rates };
}
