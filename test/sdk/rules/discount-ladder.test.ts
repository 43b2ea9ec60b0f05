import { expect } from "chai";
import fc from "fast-check";
import { DISCOUNT_LADDER, discountBpsOf } from "../../../sdk/rules/discount-ladder.ts";

const MONTH = 30n * 24n * 3600n;
const money = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
const factor = fc.bigInt({ min: 1n, max: 2n ** 64n });

describe("discountBpsOf", () => {
  // For a rate of 2, so that a month and a half is whole.
  const edges: [halfMonths: bigint, at: number, above: number][] = [
    [0n, 0, 0],
    [3n, 0, 2000],
    [6n, 2000, 3000],
    [12n, 3000, 4000],
    [36n, 4000, 6000],
  ];
  for (const [halfMonths, at, above] of edges) {
    it(`gives ${at} for exactly ${Number(halfMonths) / 2} months, ${above} for more`, () => {
      expect(discountBpsOf(halfMonths * MONTH, 2n)).to.equal(at);
      expect(discountBpsOf(halfMonths * MONTH + 1n, 2n)).to.equal(above);
    });
  }

  it("never falls when the balance grows, nor rises with the rate", () => {
    fc.assert(
      fc.property(money, money, money, (balance, rate, more) => {
        expect(discountBpsOf(balance + more, rate)).to.be.at.least(discountBpsOf(balance, rate));
        expect(discountBpsOf(balance, rate + more)).to.be.at.most(discountBpsOf(balance, rate));
      }),
    );
  });

  it("is the same in every money", () => {
    // Around the steps, where a rounding would show.
    const step = fc.constantFrom(...DISCOUNT_LADDER.map(({ moreThanDays }) => BigInt(moreThanDays) * 86_400n));
    fc.assert(
      fc.property(step, factor, fc.bigInt({ min: -1n, max: 1n }), factor, (seconds, rate, by, scale) => {
        const balance = seconds * rate + by;
        expect(discountBpsOf(balance * scale, rate * scale)).to.equal(discountBpsOf(balance, rate));
      }),
    );
  });
});
