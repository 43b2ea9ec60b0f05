import { expect } from "chai";
import fc from "fast-check";
import { BALANCE_PER_UNIT, GRAINS_PER_BALANCE, positionAt, reserveOf } from "../../../sdk/rules/account.ts";
import type { AccountBooks, AccountRates } from "../../../sdk/rules/account.ts";
import { keepsReserve, writeAccount, writeAndFollow } from "../../../sdk/rules/account-writes.ts";
import type { Holdings } from "../../../sdk/rules/account-writes.ts";
import type { PriceQuote } from "../../../sdk/rules/price.ts";
import { anyRates, BOOKS, coveringDays, later, price, upTo } from "../../helpers/account-cases.ts";
import { ContinuousAccount } from "../../models/continuous-account.ts";
import { Fraction } from "../../models/fraction.ts";

const DAY = 86_400n;
const PRICE = BOOKS.referenceTftPerUsd;
const NO_RATES: AccountRates = { ...BOOKS.rates, discountableUsdPerSecond: 0n };

const unchanged = (found: Holdings): Holdings => found;

function quoteAt(index: bigint, averageTftPerUsd = PRICE, tftPerUsd = averageTftPerUsd): PriceQuote {
  return { index, tftPerUsd, averageTftPerUsd };
}

function adding(units: bigint) {
  return ({ balance, rates }: Holdings): Holdings => ({ balance: balance + units * BALANCE_PER_UNIT, rates });
}

describe("writeAccount", () => {
  it("rounds the balance down to 10^-16 TFT, never up", () => {
    fc.assert(
      fc.property(later, price, ({ account, index }, average) => {
        const { grains, charged } = positionAt(account, index);
        const { books } = writeAccount(account, quoteAt(index, average), unchanged);
        const rounded = grains - books.balance * GRAINS_PER_BALANCE;
        expect(rounded >= 0n && rounded < GRAINS_PER_BALANCE).to.equal(true);
        expect(books).to.deep.include({ index, charged });
      }),
    );
  });

  it("ends the epoch of an account that it finds exhausted, and begins the next one without rates", () => {
    const account = coveringDays(1n, 1n);
    const { index, charged } = positionAt(account, 100n * DAY * PRICE);
    const { books, ended } = writeAndFollow(account, quoteAt(100n * DAY * PRICE, 2n * PRICE), adding(7n));
    expect(ended).to.deep.equal({ epoch: 0n, index, charged });
    expect(books).to.deep.include({ epoch: 1n, rates: NO_RATES, charged, referenceTftPerUsd: 2n * PRICE });
    expect(books.balance / BALANCE_PER_UNIT).to.equal(7n);
    expect(writeAccount(account, quoteAt(DAY), unchanged)).to.deep.include({ ended: undefined });
  });

  it("leaves the reference price as it is", () => {
    const { books } = writeAccount(coveringDays(10n, 1n), quoteAt(DAY, 2n * PRICE), adding(1n));
    expect(books.referenceTftPerUsd).to.equal(PRICE);
  });
});

describe("writeAndFollow", () => {
  describe("renews the reference price", () => {
    const account = coveringDays(10n, 1n);
    const renewed = (average: bigint, from: AccountBooks = account) =>
      writeAndFollow(from, quoteAt(0n, average), adding(1n)).books.referenceTftPerUsd;

    it("at each write", () => {
      expect(renewed(PRICE / 2n)).to.equal(PRICE / 2n);
      expect(renewed((PRICE * 3n) / 2n)).to.equal((PRICE * 3n) / 2n);
    });

    it("but not where that would pause an active account", () => {
      expect(renewed(2n * PRICE)).to.equal(PRICE);
    });

    it("but only so far that an active account stays active, without a discount", () => {
      const [wealthy, half] = [coveringDays(1000n, 1n), coveringDays(700n, 1n)];
      expect(positionAt(wealthy, 0n).level).to.equal(4);
      const average = 1000n * PRICE;
      for (const from of [wealthy, half]) {
        const { books } = writeAndFollow(from, quoteAt(0n, average), adding(1n));
        expect(positionAt(books, 0n)).to.include({ status: "active", level: 0 });
        const { level } = positionAt({ ...books, referenceTftPerUsd: books.referenceTftPerUsd - 1n }, 0n);
        expect(level).to.equal(1);
      }
    });

    it("so that it never pauses an active account, nor gives it a discount at less than the average", () => {
      fc.assert(
        fc.property(later, price, upTo(10n ** 20n), ({ account, index }, average, units) => {
          const { status } = positionAt(account, index);
          const { books } = writeAndFollow(account, quoteAt(index, average), adding(units + 1n));
          const written = positionAt(books, index);
          if (status === "active") expect(written.status).to.equal("active");
          if (books.referenceTftPerUsd < average && written.status === "active") expect(written.level).to.equal(0);
        }),
      );
    });

    it("where the account is paused before or would be in any case", () => {
      expect(renewed(2n * PRICE, { ...account, referenceTftPerUsd: 3n * PRICE })).to.equal(2n * PRICE);
      const emptied = writeAndFollow(account, quoteAt(0n, 2n * PRICE), ({ rates }) => ({ balance: 0n, rates }));
      expect(emptied.books.referenceTftPerUsd).to.equal(2n * PRICE);
    });
  });
});

describe("keepsReserve", () => {
  const reserve = reserveOf(BOOKS.rates, PRICE) / GRAINS_PER_BALANCE;
  const above = { ...BOOKS, balance: reserve + 1n };

  it("asks for more than the reserve, at the day's average and at the present price", () => {
    expect(keepsReserve({ ...BOOKS, balance: reserve }, quoteAt(0n))).to.equal(false);
    expect(keepsReserve(above, quoteAt(0n))).to.equal(true);
    expect(keepsReserve(above, quoteAt(0n, PRICE / 2n, PRICE))).to.equal(true);
    expect(keepsReserve(above, quoteAt(0n, PRICE, 2n * PRICE))).to.equal(false);
    expect(keepsReserve(above, quoteAt(0n, 2n * PRICE, PRICE))).to.equal(false);
  });

  it("asks for nothing without any stream", () => {
    expect(keepsReserve({ ...BOOKS, rates: NO_RATES }, quoteAt(0n))).to.equal(true);
  });

  it("leaves no account with an old reference: nobody opens at thresholds of a better day", () => {
    fc.assert(
      fc.property(
        later,
        price,
        price,
        anyRates,
        upTo(10n ** 28n),
        ({ account, index }, average, now, rates, balance) => {
          const quote = quoteAt(index, average, now);
          const { books } = writeAndFollow({ ...account, referenceTftPerUsd: 0n }, quote, () => ({ balance, rates }));
          if (keepsReserve(books, quote)) expect(books.referenceTftPerUsd).to.equal(average);
        },
      ),
    );
  });
});

/** What an owner does some time after the action before. */
interface Action {
  readonly seconds: bigint;
  readonly tftPerUsd: bigint;
  readonly averageTftPerUsd: bigint;
  readonly days: bigint;
  readonly rates: AccountRates | undefined;
}

const action: fc.Arbitrary<Action> = fc.record({
  seconds: fc.oneof(upTo(400n * DAY), upTo(1000n)),
  tftPerUsd: price,
  averageTftPerUsd: price,
  days: fc.oneof(upTo(700n), upTo(30n)),
  rates: fc.option(anyRates, { nil: undefined, freq: 3 }),
});

/** What so many days at all rates cost, in 10^-16 TFT. */
function costOf(days: bigint, rates: AccountRates, tftPerUsd: bigint): bigint {
  return (reserveOf(rates, tftPerUsd) * 10n * days) / 56n / GRAINS_PER_BALANCE;
}

describe("an account charged in steps, beside one whose index flows", () => {
  /** By how much the two may differ, in grains: docs/accounts.md §10. */
  function boundAfter(bound: bigint, rates: AccountRates): bigint {
    return (5n * bound) / 2n + 1n + 10n * (rates.discountableUsdPerSecond + rates.plainUsdPerSecond);
  }

  function expectWithin(grains: bigint, model: ContinuousAccount, bound: bigint) {
    const distance = model.grains.minus(new Fraction(grains)).abs();
    expect(distance.exceeds(new Fraction(bound)), `more than ${bound} grains apart`).to.equal(false);
  }

  it("holds the same, but for less than a step at list price from a write to the next", () => {
    fc.assert(
      fc.property(later, ({ account, index }) => {
        const model = new ContinuousAccount(account.index, account.referenceTftPerUsd);
        model.write(account.balance * GRAINS_PER_BALANCE, account.rates, account.referenceTftPerUsd);
        model.flowTo(index);
        const { grains } = positionAt(account, index);
        expectWithin(grains, model, boundAfter(0n, account.rates));
      }),
      { numRuns: 1000 },
    );
  });

  it("stays within the bound over many actions", () => {
    let actionsTaken = 0;
    fc.assert(
      fc.property(fc.array(action, { minLength: 2, maxLength: 12 }), (actions) => {
        const model = new ContinuousAccount(0n, PRICE);
        let [account, bound, index]: [AccountBooks, bigint, bigint] = [{ ...BOOKS, rates: NO_RATES }, 0n, 0n];
        for (const { seconds, tftPerUsd, averageTftPerUsd, days, rates } of actions) {
          index += seconds * tftPerUsd;
          model.flowTo(index);
          const { grains, status } = positionAt(account, index);
          bound = boundAfter(bound, account.rates);
          expectWithin(grains, model, bound);
          // Within a few steps of a pause or the end the two may see different sides of it.
          if (model.isExhausted !== (status === "exhausted") || model.isActive !== (status === "active")) return;

          const wanted = rates ?? (status === "exhausted" ? NO_RATES : account.rates);
          const added = costOf(days, wanted, averageTftPerUsd);
          const { books } = writeAndFollow(account, quoteAt(index, averageTftPerUsd), ({ balance }) => ({
            balance: balance + added,
            rates: wanted,
          }));
          model.write(added * GRAINS_PER_BALANCE, wanted, averageTftPerUsd);
          if (model.reference !== books.referenceTftPerUsd) return;
          [account, bound] = [books, bound + GRAINS_PER_BALANCE];
          expectWithin(account.balance * GRAINS_PER_BALANCE, model, bound);
          actionsTaken++;
        }
      }),
      { numRuns: 500 },
    );
    expect(actionsTaken, "few histories end early").to.be.above(500 * 3);
  });
});
