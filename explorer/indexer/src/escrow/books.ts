import type { account } from "../../schema/escrow.ts";
import type { AccountBooks, AccountRates } from "../../../../sdk/rules/account.ts";

type AccountRow = typeof account.$inferSelect;

/** A stream's rates, which its account's are sums of. */
export interface StreamRates {
  readonly discountableUsdPerSecond: bigint;
  readonly plainUsdPerSecond: bigint;
}

export const NO_RATES: AccountRates = {
  discountableUsdPerSecond: 0n,
  plainUsdPerSecond: 0n,
  pendingDiscountableUsdPerSecond: 0n,
  pendingPlainUsdPerSecond: 0n,
};

/** The account for sdk/rules. */
export function booksOf(row: AccountRow): AccountBooks {
  const { balance, index, referenceTftPerUsd, epoch } = row;
  const charged = { discountable: row.chargedDiscountable, plain: row.chargedPlain };
  return { balance, index, referenceTftPerUsd, charged, epoch, rates: ratesOf(row) };
}

export function ratesOf(rates: AccountRates): AccountRates {
  const { discountableUsdPerSecond, plainUsdPerSecond } = rates;
  const { pendingDiscountableUsdPerSecond, pendingPlainUsdPerSecond } = rates;
  return {
    discountableUsdPerSecond,
    plainUsdPerSecond,
    pendingDiscountableUsdPerSecond,
    pendingPlainUsdPerSecond,
  };
}

/** Rates with a stream's added to those of pending ones, or taken off where the sign is -1. */
export function withPending(rates: AccountRates, stream: StreamRates, sign: 1n | -1n): AccountRates {
  return {
    ...ratesOf(rates),
    pendingDiscountableUsdPerSecond: rates.pendingDiscountableUsdPerSecond + sign * stream.discountableUsdPerSecond,
    pendingPlainUsdPerSecond: rates.pendingPlainUsdPerSecond + sign * stream.plainUsdPerSecond,
  };
}

/** Rates with a stream's added to those of running ones, or taken off where the sign is -1. */
export function withRunning(rates: AccountRates, stream: StreamRates, sign: 1n | -1n): AccountRates {
  return {
    ...ratesOf(rates),
    discountableUsdPerSecond: rates.discountableUsdPerSecond + sign * stream.discountableUsdPerSecond,
    plainUsdPerSecond: rates.plainUsdPerSecond + sign * stream.plainUsdPerSecond,
  };
}
