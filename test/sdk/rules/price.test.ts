import { expect } from "chai";
import type { PriceState } from "../../../sdk/rules/price.ts";
import { clampPrice, median, quoteAt, tftPerUsdOf, usdPerTftOf } from "../../../sdk/rules/price.ts";
import { DAY, HOUR, LIMITS, usd } from "../../helpers/prices.ts";

const TFT = 10n ** 12n;

describe("the price of TFT", () => {
  describe("between TFT per USD and USD per TFT", () => {
    it("is turned over exactly where it can be", () => {
      for (const [usdPerTft, tftPerUsd] of [
        ["0.0001", 10_000n * TFT],
        ["0.0125", 80n * TFT],
        ["1000", TFT / 1000n],
      ] as const) {
        expect(tftPerUsdOf(usd(usdPerTft))).to.equal(tftPerUsd);
        expect(usdPerTftOf(tftPerUsd)).to.equal(usd(usdPerTft));
      }
    });

    it("is rounded down: who pays 3 USD per TFT gives a little less than a third", () => {
      expect(tftPerUsdOf(usd("3"))).to.equal(333_333_333_333n);
      expect(usdPerTftOf(333_333_333_333n)).to.equal(3_000_000_000_003_000_000n);
    });
  });

  describe("with time", () => {
    const state: PriceState = { index: 7n, tftPerUsd: 200n * TFT, averageTftPerUsd: 100n * TFT, updatedAt: 1_000_000 };
    const after = (seconds: number) => quoteAt(state, state.updatedAt + seconds);

    it("adds up second by second", () => {
      expect(after(0).index).to.equal(7n);
      expect(after(HOUR).index).to.equal(7n + 3600n * 200n * TFT);
      expect(after(HOUR).tftPerUsd).to.equal(200n * TFT);
    });

    it("draws the average to itself, all of the way in a day", () => {
      const averages = [0, DAY / 4, DAY / 2, DAY, 10 * DAY].map((seconds) => after(seconds).averageTftPerUsd / TFT);

      expect(averages).to.deep.equal([100n, 125n, 150n, 200n, 200n]);
    });
  });

  describe("within limits", () => {
    const average = 100n * TFT; // 0.01 USD per TFT

    it("is left alone", () => {
      expect(clampPrice(usd("0.0105"), average, LIMITS)).to.equal(usd("0.0105"));
    });

    it("is moved to a tenth from the average", () => {
      expect(clampPrice(usd("0.02"), average, LIMITS)).to.equal(usd("0.011"));
      expect(clampPrice(0n, average, LIMITS)).to.equal(usd("0.009"));
    });

    it("is moved to the bounds, where they are nearer", () => {
      const limits = { ...LIMITS, lowestUsdPerTft: usd("0.0095"), highestUsdPerTft: usd("0.0105") };

      expect(clampPrice(usd("0.02"), average, limits)).to.equal(usd("0.0105"));
      expect(clampPrice(0n, average, limits)).to.equal(usd("0.0095"));
    });
  });

  describe("the median", () => {
    it("is the middle one, or the mean of the middle two, rounded down", () => {
      expect(median([5n])).to.equal(5n);
      expect(median([9n, 1n, 5n])).to.equal(5n);
      expect(median([9n, 1n, 4n, 5n])).to.equal(4n);
      expect(median([10n, 9n])).to.equal(9n);
    });

    it("of nothing there is none", () => {
      expect(() => median([])).to.throw(RangeError);
    });
  });
});
