import fc from "fast-check";
import { allRates, GRAINS_PER_BALANCE, grainsOf, LEVELS, thresholdOf } from "../../sdk/rules/account.ts";
import type { AccountBooks, AccountRates } from "../../sdk/rules/account.ts";

const MAX_RATE = 2n ** 64n - 1n;
const MAX_BALANCE = 2n ** 96n - 1n;
const MAX_INDEX = 2n ** 96n - 1n;

/** Ends of the absolute bounds of a price, in 10^-12 TFT per USD. */
const LOWEST_PRICE = 10n ** 9n;
const HIGHEST_PRICE = 10n ** 16n;

const CENTURY = 36_525n * 86_400n;

export function upTo(max: bigint, min = 0n): fc.Arbitrary<bigint> {
  return fc.bigInt({ min, max });
}

export const price = fc.oneof(
  upTo(10n ** 14n, 10n ** 12n),
  upTo(HIGHEST_PRICE, LOWEST_PRICE),
  fc.constantFrom(LOWEST_PRICE, HIGHEST_PRICE),
);

/** What a machine costs, what all of a grid costs, and what nobody pays. 10^11 · 10^-18 USD/s are 0.26 USD in a month. */
const rate = fc.oneof(upTo(10n ** 14n), upTo(10n ** 18n), upTo(100n), fc.constantFrom(0n, 1n, MAX_RATE));

export const anyRates: fc.Arbitrary<AccountRates> = fc.record({
  discountableUsdPerSecond: rate,
  plainUsdPerSecond: rate,
  pendingDiscountableUsdPerSecond: fc.oneof(fc.constant(0n), rate),
  pendingPlainUsdPerSecond: fc.oneof(fc.constant(0n), rate),
});

/** Balances around every threshold, and any. */
function booksOf(unpaid: Pick<AccountBooks, "referenceTftPerUsd" | "rates" | "index">): fc.Arbitrary<AccountBooks> {
  const empty = {
    ...unpaid,
    balance: 0n,
    charged: { discountable: 3n * unpaid.index, plain: 7n * unpaid.index },
    epoch: 5n,
  };
  const top = thresholdOf(empty, LEVELS[4]!) / GRAINS_PER_BALANCE;
  const balance = fc.oneof(
    upTo(2n * top),
    fc
      .tuple(fc.constantFrom(...LEVELS), upTo(50n, -10n))
      .map(
        ([level, by]) =>
          (thresholdOf(empty, level) + (by * grainsOf(empty.rates, level.step)) / 5n) / GRAINS_PER_BALANCE,
      ),
    upTo(MAX_BALANCE),
    upTo(1000n),
  );
  return balance.map((wanted) => ({ ...empty, balance: within(wanted, MAX_BALANCE) }));
}

export const books: fc.Arbitrary<AccountBooks> = fc
  .record({ referenceTftPerUsd: price, rates: anyRates, index: fc.oneof(fc.constant(0n), upTo(MAX_INDEX / 4n)) })
  .chain(booksOf);

/** Moments after the account was written: at once, some steps or seconds later, around what changes its level, a century later. */
function stepsAfter({ balance, rates: all, ...rest }: AccountBooks): fc.Arbitrary<bigint> {
  const month = 30n * 86_400n * rest.referenceTftPerUsd;
  const charge = allRates(all) * 10n;
  const affordable = charge === 0n ? 0n : (balance * GRAINS_PER_BALANCE) / charge;
  return fc.oneof(
    upTo(20n),
    upTo(24n * month),
    upTo(4n * affordable),
    fc.constantFrom(CENTURY * LOWEST_PRICE, CENTURY * HIGHEST_PRICE, CENTURY * rest.referenceTftPerUsd),
  );
}

function within(value: bigint, max: bigint): bigint {
  if (value < 0n) return 0n;
  return value < max ? value : max;
}

/** An account at a later index. */
export const later = books.chain((account) =>
  stepsAfter(account).map((steps) => ({ account, index: account.index + steps })),
);

const evenRate = upTo(5n).map((count) => count * GRAINS_PER_BALANCE);

/** Accounts of which a step spends a few units of the balance: some steps lead across a threshold, and writing rounds nothing. */
export const evenBooks: fc.Arbitrary<AccountBooks> = fc
  .record({
    referenceTftPerUsd: upTo(3n, 1n),
    rates: fc.record({
      discountableUsdPerSecond: evenRate,
      plainUsdPerSecond: evenRate,
      pendingDiscountableUsdPerSecond: evenRate,
      pendingPlainUsdPerSecond: evenRate,
    }),
    index: upTo(1000n),
  })
  .chain(booksOf);

/** Costs 1 USD in 10^6 seconds, without discount, and holds nothing. */
export const BOOKS: AccountBooks = {
  balance: 0n,
  index: 0n,
  referenceTftPerUsd: 10n ** 12n,
  charged: { discountable: 0n, plain: 0n },
  epoch: 0n,
  rates: {
    discountableUsdPerSecond: 10n ** 12n,
    plainUsdPerSecond: 0n,
    pendingDiscountableUsdPerSecond: 0n,
    pendingPlainUsdPerSecond: 0n,
  },
};

/** {@link BOOKS} with money for so many parts of a day at list price. */
export function coveringDays(parts: bigint, perDay: bigint): AccountBooks {
  const day = 10n * allRates(BOOKS.rates) * BOOKS.referenceTftPerUsd * 86_400n;
  return { ...BOOKS, balance: (day * parts) / perDay / GRAINS_PER_BALANCE };
}
