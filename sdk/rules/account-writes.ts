import { GRAINS_PER_BALANCE, LEVELS, levelOf, positionAt, thresholdOf } from "./account.ts";
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
 * An action that leaves the thresholds where they are (§6): starting, charging or closing a stream. Charges the account up
 * to now, then changes it.
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
  return { books: { ...books, ...change(holdingsOf(books, found)), index: now.index, charged, epoch }, ended };
}

/**
 * An action of the payer, or on the payer's behalf (§6), after which thresholds follow the day's average: depositing, adding
 * credits, withdrawing and opening a stream. Where the average alone would pause an account that was active, they follow
 * only so far that it gets no discount.
 */
export function writeAndFollow(
  books: AccountBooks,
  now: PriceQuote,
  change: (found: Holdings) => Holdings,
): AccountWrite {
  const { books: kept, ended } = writeAccount(books, now, change);
  const renewed = { ...kept, referenceTftPerUsd: now.averageTftPerUsd };
  const wasActive = positionAt(books, now.index).status === "active";
  if (!wasActive || !isActive(kept) || isActive(renewed)) return { books: renewed, ended };
  const least = listPriceReference(kept);
  const referenceTftPerUsd = least > books.referenceTftPerUsd ? least : books.referenceTftPerUsd;
  return { books: { ...kept, referenceTftPerUsd }, ended };
}

/** The least reference price, in 10^-12 TFT per USD, at which the balance gets no discount. */
function listPriceReference(books: AccountBooks): bigint {
  const [, first] = LEVELS;
  if (first === undefined) throw new Error("The discount ladder has no level.");
  const perReference = thresholdOf({ ...books, referenceTftPerUsd: 1n }, first);
  return (books.balance * GRAINS_PER_BALANCE + perReference - 1n) / perReference;
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
