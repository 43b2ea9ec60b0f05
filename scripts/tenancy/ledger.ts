import { BALANCE_PER_UNIT, positionAt } from "../../sdk/rules/account.ts";
import type { AccountBooks, AccountPosition, AccountRates, Accumulators } from "../../sdk/rules/account.ts";
import { holdingsOf, writeAccount, writeAndFollow } from "../../sdk/rules/account-writes.ts";
import type { Holdings } from "../../sdk/rules/account-writes.ts";
import type { TimedQuote } from "../../sdk/rules/account-forecast.ts";
import { quoteAt } from "../../sdk/rules/price.ts";
import type { PriceState } from "../../sdk/rules/price.ts";
import type { Rates } from "../../sdk/rules/rates.ts";
import type { Shares } from "../../sdk/rules/split.ts";
import { owedBetween } from "../../sdk/rules/stream.ts";
import type { Owed } from "../../sdk/rules/stream.ts";

/** An amount on chain beside what the rules say. */
export interface RecomputedAmount {
  readonly what: string;
  readonly found: bigint;
  readonly expected: bigint;
}

/** A stream as the rules have it. */
export interface LedgerStream extends Shares {
  readonly streamId: number;
  readonly accountId: number;
  readonly farmId: number;
  readonly rates: Rates;
  readonly heldUnits: bigint;
  readonly status: "pending" | "running" | "stopped";
  /** Unix time in seconds up to which it is settled. */
  readonly settledTo: number;
  /** What its account's rates were charged up to then. */
  readonly charged: Accumulators;
  /** Of one that was stopped: what is left to be settled. */
  readonly owed: Owed;
}

const NOTHING = { discountable: 0n, plain: 0n };

const NO_RATES: AccountRates = {
  discountableUsdPerSecond: 0n,
  plainUsdPerSecond: 0n,
  pendingDiscountableUsdPerSecond: 0n,
  pendingPlainUsdPerSecond: 0n,
};

/** The tenants' accounts and streams, kept by the rules of the library: it reads no state of the escrow. */
export class Ledger {
  readonly amounts: RecomputedAmount[] = [];
  readonly streams = new Map<number, LedgerStream>();
  readonly #accounts = new Map<number, AccountBooks>();
  #price: PriceState;

  constructor(price: PriceState) {
    this.#price = price;
  }

  /** Notes an amount of the chain down beside its recomputation. */
  compare(what: string, found: bigint, expected: bigint): void {
    this.amounts.push({ what, found, expected });
  }

  /** A new price holds. */
  updatePrice(price: PriceState): void {
    const expected = quoteAt(this.#price, price.updatedAt);
    this.compare("price index", price.index, expected.index);
    this.compare("average price", price.averageTftPerUsd, expected.averageTftPerUsd);
    this.#price = price;
  }

  /** What the feed says at a moment, before another price comes. In unix seconds. */
  quoteAt(timestamp: number): TimedQuote {
    return { timestamp: BigInt(timestamp), ...quoteAt(this.#price, timestamp) };
  }

  openAccount(accountId: number): void {
    const empty = { balance: 0n, index: 0n, referenceTftPerUsd: 0n, charged: NOTHING, epoch: 0n, rates: NO_RATES };
    this.#accounts.set(accountId, empty);
  }

  /** An account as of some moment. */
  positionOf(accountId: number, now: TimedQuote): AccountPosition {
    return positionAt(this.#booksOf(accountId), now.index);
  }

  /** What an account holds then, in 10^-16 TFT. */
  balanceOf(accountId: number, now: TimedQuote): bigint {
    return holdingsOf(this.#booksOf(accountId), this.positionOf(accountId, now)).balance;
  }

  /** An action of the payer changes an account, whose thresholds then follow the day's average. */
  writeAndFollow(record: AccountRecord, now: TimedQuote, change: Change): void {
    this.#keep(record, writeAndFollow(this.#booksOf(record.accountId), now, change).books);
  }

  /** An action that leaves an account's thresholds where they are changes it. */
  write(record: AccountRecord, now: TimedQuote, change: Change): void {
    this.#keep(record, writeAccount(this.#booksOf(record.accountId), now, change).books);
  }

  stream(streamId: number): LedgerStream {
    const stream = this.streams.get(streamId);
    if (stream === undefined) throw new Error(`Nobody opened stream ${streamId}.`);
    return stream;
  }

  #keep({ accountId, balance, referenceTftPerUsd }: AccountRecord, books: AccountBooks): void {
    this.compare(`balance of account ${accountId}`, balance, books.balance);
    this.compare(`reference price of account ${accountId}`, referenceTftPerUsd, books.referenceTftPerUsd);
    this.#accounts.set(accountId, books);
  }

  #booksOf(accountId: number): AccountBooks {
    const books = this.#accounts.get(accountId);
    if (books === undefined) throw new Error(`Nobody opened account ${accountId}.`);
    return books;
  }
}

/** What an action makes of what it finds. */
type Change = (found: Holdings) => Holdings;

/** What the chain recorded of an account that was written. */
export interface AccountRecord {
  readonly accountId: number;
  /** In 10^-16 TFT. */
  readonly balance: bigint;
  readonly referenceTftPerUsd: bigint;
}

/** The same holdings with so many TFT units more, or less. */
export function adding(holdings: Holdings, units: bigint): Holdings {
  return { ...holdings, balance: holdings.balance + units * BALANCE_PER_UNIT };
}

/** The same holdings with the rates of a stream added so many times to those that wait, and to those that are charged. */
export function moving(
  { balance, rates }: Holdings,
  of: Rates,
  times: { readonly pending: bigint; readonly active: bigint },
): Holdings {
  const { discountableUsdPerSecond, plainUsdPerSecond } = of;
  return {
    balance,
    rates: {
      discountableUsdPerSecond: rates.discountableUsdPerSecond + times.active * discountableUsdPerSecond,
      plainUsdPerSecond: rates.plainUsdPerSecond + times.active * plainUsdPerSecond,
      pendingDiscountableUsdPerSecond: rates.pendingDiscountableUsdPerSecond + times.pending * discountableUsdPerSecond,
      pendingPlainUsdPerSecond: rates.pendingPlainUsdPerSecond + times.pending * plainUsdPerSecond,
    },
  };
}

/**
 * What a stream was charged up to a moment since its last settlement, if that accrued evenly: the chain keeps no history of
 * an account, so this is by its rule.
 */
export function chargedUntil(
  { charged, settledTo }: LedgerStream,
  now: Accumulators,
  { to, timestamp }: { readonly to: number; readonly timestamp: number },
): Accumulators {
  const [part, whole] = [BigInt(to - settledTo), BigInt(timestamp - settledTo)];
  const between = (from: bigint, until: bigint) => from + ((until - from) * part) / whole;
  return {
    discountable: between(charged.discountable, now.discountable),
    plain: between(charged.plain, now.plain),
  };
}

/** What a stream is owed since its last settlement. */
export function owedSince({ rates, charged }: LedgerStream, now: Accumulators): Owed {
  return owedBetween(rates, charged, now);
}
