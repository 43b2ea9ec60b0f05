import { expect } from "chai";
import fc from "fast-check";
import { depositToLast } from "../../../sdk/rules/account-forecast.ts";
import type { TimedQuote } from "../../../sdk/rules/account-forecast.ts";
import { keepsReserve } from "../../../sdk/rules/account-writes.ts";
import { BALANCE_PER_UNIT, levelOf, GRAINS_PER_UNIT } from "../../../sdk/rules/account.ts";
import { GIB } from "../../../sdk/rules/cloud-units.ts";
import { DISCOUNT_LADDER } from "../../../sdk/rules/discount-ladder.ts";
import { GENESIS_PRICING } from "../../../sdk/rules/pricing.ts";
import {
  newBooks,
  quoteAccount,
  quoteLevels,
  reserveUnitsUp,
  unitsUp,
  wantedRatesUp,
} from "../../../sdk/rules/quote.ts";
import type { Rates } from "../../../sdk/rules/rates.ts";

const WINDOW = 3600;
const MONTH = 2_592_000n;

/** 0.08 USD per TFT. */
const NOW: TimedQuote = {
  timestamp: 1_700_000_000n,
  index: 10n ** 20n,
  tftPerUsd: 125n * 10n ** 11n,
  averageTftPerUsd: 125n * 10n ** 11n,
};

const CLOSE_TO_A_UNIT = { ...NOW, tftPerUsd: 10n ** 15n - 8n, averageTftPerUsd: 10n ** 11n };

const quotes = fc
  .tuple(fc.bigInt({ min: 10n ** 11n, max: 10n ** 15n }), fc.bigInt({ min: 10n ** 11n, max: 10n ** 15n }))
  .map(([tftPerUsd, averageTftPerUsd]): TimedQuote => ({ ...NOW, tftPerUsd, averageTftPerUsd }));

const rates = fc.record({
  discountableUsdPerSecond: fc.bigInt({ min: 1n, max: 10n ** 15n }),
  plainUsdPerSecond: fc.bigInt({ min: 0n, max: 10n ** 15n }),
});

/** 1 CU and 1 SU. */
const CAPACITY = { cru: 2, mruBytes: 4n * GIB, sruBytes: 200n * GIB, hruBytes: 0n };
const SHARED = { capacity: CAPACITY, ipv4Count: 1, isDedicated: false, isCertified: false };

/** In 10^-6 USD, rounded down. */
function perHour({ discountableUsdPerSecond, plainUsdPerSecond }: Rates): bigint {
  return ((discountableUsdPerSecond + plainUsdPerSecond) * 3600n) / 10n ** 12n;
}

describe("the quote of a reservation", () => {
  it("adds up capacity and addresses; a whole node costs half, but its addresses do not", () => {
    const dedicated = { ...SHARED, isDedicated: true };

    expect(perHour(wantedRatesUp(SHARED, GENESIS_PRICING))).to.equal(19_000n);
    expect(perHour(wantedRatesUp(dedicated, GENESIS_PRICING))).to.equal(11_500n);
    expect(perHour(wantedRatesUp({ ...dedicated, isCertified: true }, GENESIS_PRICING))).to.equal(14_375n);
  });

  it("goes from list price down the ladder", () => {
    const levels = quoteLevels(wantedRatesUp(SHARED, GENESIS_PRICING), NOW, WINDOW);

    expect(levels.map(({ discountBps }) => discountBps)).to.deep.equal([
      0,
      ...DISCOUNT_LADDER.map(({ discountBps }) => discountBps),
    ]);
  });

  it("leaves the plain rate undiminished at every level", () => {
    const plain = { discountableUsdPerSecond: 0n, plainUsdPerSecond: 1000n };

    for (const { usdPerSecond } of quoteLevels(plain, NOW, WINDOW)) expect(usdPerSecond).to.equal(1000n);
  });

  it("names the least deposits: one unit less does not do", () => {
    fc.assert(
      fc.property(rates, quotes, (wanted, now) => {
        for (const [level, { depositUnits }] of quoteLevels(wanted, now, WINDOW).entries()) {
          expect(suffices(wanted, now, level, depositUnits)).to.equal(true);
          expect(suffices(wanted, now, level, depositUnits - 1n)).to.equal(false);
        }
      }),
      // The reserve lies so little below a whole unit that the next one does not pay a step above it.
      { examples: [[{ discountableUsdPerSecond: 10n ** 15n - 7n, plainUsdPerSecond: 15n }, CLOSE_TO_A_UNIT]] },
    );
  });

  it("tells of a deposit for some months that it lasts so long", () => {
    fc.assert(
      fc.property(rates, quotes, fc.bigInt({ min: 1n, max: 36n }), (wanted, now, months) => {
        const until = now.timestamp + months * MONTH;
        const units = depositToLast(newBooks(wanted, now, 0n), now, until);
        const { pausesAt } = quoteAccount(wanted, now, units).forecasts.atPresentPrice;
        expect(pausesAt).to.be.above(until);
      }),
    );
  });

  it("is in TFT at the present price, rounded up", () => {
    expect(unitsUp(10n ** 12n, 80_000n, NOW)).to.equal(10_000_000n);
    expect(unitsUp(1n, 1n, NOW)).to.equal(1n);
    expect(reserveUnitsUp({ discountableUsdPerSecond: 10n ** 12n, plainUsdPerSecond: 0n }, NOW)).to.equal(60_480_000n);
  });
});

/** Whether a deposit permits the reservation and reaches a level of the ladder once it runs. */
function suffices(wanted: Rates, now: TimedQuote, level: number, units: bigint): boolean {
  const held = unitsUp(wanted.discountableUsdPerSecond + wanted.plainUsdPerSecond, BigInt(WINDOW), now);
  const books = newBooks(wanted, now, units);
  const waiting = { ...books, balance: (units - held) * BALANCE_PER_UNIT };
  const reached = levelOf(books, units * GRAINS_PER_UNIT) ?? -1;
  return keepsReserve(waiting, now) && reached >= level;
}
