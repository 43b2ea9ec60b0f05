import { GRAINS_PER_BALANCE, levelOf, positionAt } from "./account.ts";
import type { AccountBooks, AccountPosition, AccountRates, Accumulators } from "./account.ts";
import type { PriceQuote } from "./price.ts";

/** What an action changes. */
export interface Holdings {
  /** In 10^-16 TFT. */
  readonly balance: bigint;
  readonly rates: AccountRates;
}

/** How an epoch ended: what its streams are owed is fixed. */
export interface EpochEnd {
  readonly epoch: bigint;
  /** The price index up to which they were charged, in 10^-12 TFT·s/USD. */
  readonly index: bigint;
  /** The final accumulators. */
  readonly charged: Accumulators;
}

/** An account after an action. */
export interface AccountWrite {
  readonly books: AccountBooks;
  /** Of the epoch that the action found over; undefined if it goes on. */
  readonly ended: EpochEnd | undefined;
}

const NO_RATES: AccountRates = {
  discountableUsdPerSecond: 0n,
  plainUsdPerSecond: 0n,
  pendingDiscountableUsdPerSecond: 0n,
  pendingPlainUsdPerSecond: 0n,
};

/**
 * An action of the owner, or on the owner's behalf (§6): charges the account up to now, then changes it.
 *
 * @param change From what is found to what shall be; rates are 0 where the account was exhausted
 */
export function writeAccount(
  books: AccountBooks,
  now: PriceQuote,
  change: (found: Holdings) => Holdings,
): AccountWrite {
  const found = positionAt(books, now.index);
  const { index, charged } = found;
  const ended = found.status === "exhausted" ? { epoch: books.epoch, index, charged } : undefined;
  const epoch = ended === undefined ? books.epoch : books.epoch + 1n;
  const changed = { ...change(holdingsOf(books, found)), index: now.index, charged, epoch };
  const renewed = { ...changed, referenceTftPerUsd: now.averageTftPerUsd };
  const kept = { ...changed, referenceTftPerUsd: books.referenceTftPerUsd };
  const keeps = found.status === "active" && isActive(kept) && !isActive(renewed);
  return { books: keeps ? kept : renewed, ended };
}

/** What an action finds: the balance charged up to now, rounded down, and the rates. */
export function holdingsOf({ rates }: AccountBooks, { grains, status }: AccountPosition): Holdings {
  return { balance: grains / GRAINS_PER_BALANCE, rates: status === "exhausted" ? NO_RATES : rates };
}

/**
 * Whether an action that opens or raises a stream, or that withdraws, may leave the account so: it must be active at the day's
 * average and at the present price. Without any stream all may go.
 */
export function keepsReserve(books: AccountBooks, { tftPerUsd, averageTftPerUsd }: PriceQuote): boolean {
  return isActive({ ...books, referenceTftPerUsd: tftPerUsd > averageTftPerUsd ? tftPerUsd : averageTftPerUsd });
}

function isActive(books: AccountBooks): boolean {
  return levelOf(books, books.balance * GRAINS_PER_BALANCE) !== undefined;
}
