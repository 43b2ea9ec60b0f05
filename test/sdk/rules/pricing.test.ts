import { expect } from "chai";
import fc from "fast-check";
import { GENESIS_PRICES, GENESIS_PRICING, usdOf, usdPerSecondUp } from "../../../sdk/rules/pricing.ts";

const HOUR = 3600n;
const CENT = 10n ** 16n;

describe("pricing", () => {
  it("begins with the real grid's prices", () => {
    const { cuUsdPerSecond, suUsdPerSecond, ipv4UsdPerSecond, nameUsdPerSecond, nuUsdPerGb } = GENESIS_PRICING;
    const hourly = [cuUsdPerSecond, suUsdPerSecond, ipv4UsdPerSecond, nameUsdPerSecond].map((rate) => rate * HOUR);

    // 1, 0.5, 0.4 and 0.025 cents per hour; 10,000 of the 18 decimals do not show.
    expect(hourly.map((usd) => usd / 10_000n)).to.deep.equal([
      10n ** 12n,
      5n * 10n ** 11n,
      4n * 10n ** 11n,
      25n * 10n ** 9n,
    ]);
    expect(nuUsdPerGb).to.equal((15n * CENT) / 100n);
  });

  it("converts 10^-7 USD per hour to 18 decimals per second, rounded up", () => {
    expect(usdOf(10_000_000n)).to.equal(10n ** 18n);
    expect(usdPerSecondUp(36_000_000n)).to.equal(10n ** 15n);
    expect(usdPerSecondUp(1n)).to.equal(27_777_778n);
    expect(usdPerSecondUp(0n)).to.equal(0n);
  });

  it("adds less than 10^-18 USD per second", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (usdUnits) => {
        const more = usdPerSecondUp(usdUnits) * HOUR - usdOf(usdUnits);
        expect(more >= 0n && more < HOUR).to.equal(true);
      }),
    );
  });

  it("begins with half price for a whole node, a quarter on top for certified ones, and half for the farmer", () => {
    expect(GENESIS_PRICING).to.include({ dedicatedBps: 5000, certifiedBonusBps: 2500, farmerBps: 5000 });
  });

  it("keeps traffic exact", () => {
    expect(GENESIS_PRICING.nuUsdPerGb).to.equal(usdOf(GENESIS_PRICES.nuUsdUnits));
  });
});
