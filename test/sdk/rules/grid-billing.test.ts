import { expect } from "chai";
import fc from "fast-check";
import { GIB } from "../../../sdk/rules/cloud-units.ts";
import {
  gridComputeUnits,
  gridExtraFeeCost,
  gridNameCost,
  gridNodeCost,
  gridPrice,
  gridServiceCost,
  gridTftUnits,
  gridTrafficCost,
} from "../../../sdk/rules/grid-costs.ts";
import { gridDiscount } from "../../../sdk/rules/grid-discount.ts";
import { gridFarmerSplit, gridPercentOf, gridSplit } from "../../../sdk/rules/grid-split.ts";
import { billedUnitsUp } from "../../../sdk/rules/billed-units.ts";
import { GENESIS_PRICES } from "../../../sdk/rules/pricing.ts";
import { inGib } from "./nodes.ts";

const HOUR = 3600;
const MONTHLY = 720n;
const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
const seconds = fc.integer({ min: 1, max: 86_400 });

/** The bill of one hour. */
function ofOneHour(dueTftUnits: bigint, balanceTftUnits: bigint, certified = false) {
  const { amountTftUnits, level } = gridDiscount({ dueTftUnits, seconds: HOUR, balanceTftUnits, certified });
  return [level, amountTftUnits] as const;
}

// Every vector of the real grid's bills is computed by test/e2e/billing-conformance.test.ts.
describe("the real grid's costs", () => {
  it("round to the nearest 10^-7 USD, halves up", () => {
    expect([1799n, 1800n].map((price) => gridNameCost(1, price))).to.deep.equal([0n, 1n]);
    expect([1799, 1801].map((time) => gridTrafficCost(10n ** 9n, time, 1n))).to.deep.equal([0n, 1n]);
    expect([129, 130].map((time) => gridExtraFeeCost(1n, time))).to.deep.equal([0n, 1n]);
  });

  it("cut the rate per second before they multiply, so that some halves go down", () => {
    // Half an hour at 9 per hour is 4.5; 9 / 3600 is cut off in binary, 1800 of it are less.
    expect(gridNameCost(1800, 9n)).to.equal(4n);
    expect(gridNameCost(HOUR, 9n)).to.equal(9n);
  });

  it("cost traffic by the length of its report", () => {
    expect(gridTrafficCost(10n ** 9n, HOUR, 15_000n)).to.equal(15_000n);
    expect(gridTrafficCost(10n ** 9n, 2 * HOUR, 15_000n)).to.equal(30_000n);
  });

  it("bill the same compute units as this project, to the millionth", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 512 }), fc.bigInt({ min: 0n, max: 4096n }), (cru, gib) => {
        const exact = gridComputeUnits(cru, gib * GIB);
        expect((exact * 1_000_000n) >> 64n).to.equal(billedUnitsUp(inGib(cru, gib, 0n)).cuMicro);
      }),
    );
  });

  it("stay within half a unit of the exact cost", () => {
    const whole = fc.record({ cru: fc.nat({ max: 512 }), mru: fc.nat({ max: 4096 }), sru: fc.nat({ max: 65_536 }) });
    fc.assert(
      fc.property(whole, fc.integer({ min: 0, max: 512 }), seconds, ({ cru, mru, sru }, ipv4Count, time) => {
        const capacity = inGib(cru, BigInt(mru), BigInt(sru));
        const { cuMicro, suMicro } = billedUnitsUp(capacity);
        const { cuUsdUnits, suUsdUnits, ipv4UsdUnits } = GENESIS_PRICES;
        const hourly = cuMicro * cuUsdUnits + suMicro * suUsdUnits + BigInt(ipv4Count) * ipv4UsdUnits * 1_000_000n;

        const cost = gridNodeCost({ capacity, ipv4Count }, time, GENESIS_PRICES);
        const off = 2n * (cost * 3_600_000_000n - hourly * BigInt(time));
        // And the width of what 64.64 cuts off.
        expect(off <= 3_600_000_001n && off >= -3_600_000_001n).to.equal(true);
      }),
    );
  });

  it("hold the price between 10 and 1000 mUSD", () => {
    const charged = [0n, 9n, 10n, 500n, 1000n, 1001n].map((average) => gridPrice(average));
    expect(charged).to.deep.equal([10n, 10n, 10n, 500n, 1000n, 1000n]);
  });

  it("convert to the nearest TFT unit", () => {
    // 1 USD unit at 30 mUSD is 33.3 TFT units, 2 are 66.7.
    expect([1n, 2n].map((cost) => gridTftUnits(cost, 30n))).to.deep.equal([33n, 67n]);
  });

  it("charge a service by the hour, and what it adds", () => {
    expect(gridServiceCost(1n, 0n, HOUR)).to.equal(10_000n);
    expect(gridServiceCost(1n, 2n, 1800)).to.equal(25_000n);
  });
});

describe("the real grid's discount", () => {
  const levels: [halfMonths: bigint, below: string, at: string, amount: bigint][] = [
    [3n, "None", "Default", 800n],
    [6n, "Default", "Bronze", 700n],
    [12n, "Bronze", "Silver", 600n],
    [36n, "Silver", "Gold", 400n],
  ];
  for (const [halfMonths, below, at, charged] of levels) {
    it(`is ${at} from ${Number(halfMonths) / 2} months on`, () => {
      const balance = (halfMonths * MONTHLY * 1000n) / 2n;
      expect(ofOneHour(1000n, balance)).to.deep.equal([at, charged]);
      expect(ofOneHour(1000n, balance - 1n)[0]).to.equal(below);
    });
  }

  it("counts months by the time of the bill", () => {
    const bill = { dueTftUnits: 1000n, balanceTftUnits: 1_079_999n, certified: false };
    expect(gridDiscount({ ...bill, seconds: HOUR }).level).to.equal("None");
    expect(gridDiscount({ ...bill, seconds: 2 * HOUR }).level).to.equal("Default");
  });

  it("adds a quarter for certified nodes afterwards", () => {
    expect(ofOneHour(1000n, 12_960_000n, true)).to.deep.equal(["Gold", 500n]);
    expect(ofOneHour(2n, 0n, true)).to.deep.equal(["None", 3n]);
  });

  it("multiplies by the floats nearest to 0.7 and 0.4, which decide halves", () => {
    // 5 · 0.7 is 3.5, but the float is less; 1 · 0.4 · 1.25 is 0.5, and the float is more.
    expect(ofOneHour(5n, 5n * MONTHLY * 3n)).to.deep.equal(["Bronze", 3n]);
    expect(ofOneHour(1n, 18n * MONTHLY, true)).to.deep.equal(["Gold", 1n]);
  });

  it("gives none on nothing", () => {
    expect(ofOneHour(0n, 10n ** 18n)).to.deep.equal(["None", 0n]);
  });

  it("is the greatest where a month would cost nothing", () => {
    expect(gridDiscount({ dueTftUnits: 1n, seconds: 10 ** 9, balanceTftUnits: 0n, certified: false }).level).to.equal(
      "Gold",
    );
  });
});

describe("the real grid's split", () => {
  it("rounds a percentage to the nearest, halves down", () => {
    expect([1n, 2n, 3n].map((value) => gridPercentOf(25, value))).to.deep.equal([0n, 0n, 1n]);
    expect([14n, 15n, 16n].map((value) => gridPercentOf(10, value))).to.deep.equal([1n, 1n, 2n]);
  });

  it("pays providers out of the sales share", () => {
    const { providers, sales, burn } = gridSplit(1000n, [30, 5]);
    expect({ providers, sales, burn }).to.deep.equal({ providers: [300n, 50n], sales: 150n, burn: 350n });
  });

  it("accounts for every unit, what is lost among them", () => {
    const takes = fc.constantFrom([], [10], [30, 20], [1, 2, 3]);
    fc.assert(
      fc.property(amount, takes, (whole, takesPercent) => {
        const { foundation, staking, providers, sales, burn, undistributed } = gridSplit(whole, takesPercent);
        const paid = providers.reduce((total, part) => total + part, foundation + staking + sales + burn);
        expect(paid + undistributed).to.equal(whole);
        expect(undistributed < 4n && undistributed > -4n).to.equal(true);
      }),
    );
  });

  it("gives the farmer half since release 2.9", () => {
    expect(gridFarmerSplit(100n)).to.deep.equal({ farmer: 50n, foundation: 40n, staking: 10n });
  });
});
