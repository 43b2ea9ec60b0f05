import { expect } from "chai";
import fc from "fast-check";
import { billedUnitsUp } from "../../../sdk/rules/billed-units.ts";
import { NO_CAPACITY } from "../../../sdk/rules/capacity.ts";
import { MICRO } from "../../../sdk/rules/cloud-units.ts";
import { GENESIS_PRICING } from "../../../sdk/rules/pricing.ts";
import type { PricingVersion } from "../../../sdk/rules/pricing.ts";
import {
  certifiedRatesUp,
  dedicatedRatesUp,
  nameRates,
  sharedRatesUp,
  trafficCostUp,
  trafficUnitsDown,
} from "../../../sdk/rules/rates.ts";
import { capacity } from "../../helpers/random.ts";
import { inGib } from "./nodes.ts";

/** Easily told apart in a sum. */
const PRICING: PricingVersion = {
  cuUsdPerSecond: 1000n,
  suUsdPerSecond: 10n,
  ipv4UsdPerSecond: 100_000n,
  nameUsdPerSecond: 7n,
  nuUsdPerGb: 5n,
  dedicatedBps: 5000,
  certifiedBonusBps: 2500,
  farmerBps: 5000,
};

const price = fc.bigInt({ min: 0n, max: 10n ** 15n });
const bps = fc.integer({ min: 0, max: 10_000 });
const anyPricing: fc.Arbitrary<PricingVersion> = fc.record({
  cuUsdPerSecond: price,
  suUsdPerSecond: price,
  ipv4UsdPerSecond: price,
  nameUsdPerSecond: price,
  nuUsdPerGb: price,
  dedicatedBps: bps,
  certifiedBonusBps: bps,
  farmerBps: bps,
});
const ipv4Count = fc.integer({ min: 0, max: 512 });
const musd = fc.nat({ max: 2 ** 32 - 1 });

/** A discountable and a plain rate. */
function rates(discountableUsdPerSecond: bigint, plainUsdPerSecond = 0n) {
  return { discountableUsdPerSecond, plainUsdPerSecond };
}

describe("rates", () => {
  it("of shared capacity are its units and addresses at list price", () => {
    // 2 CU and 4 SU.
    expect(sharedRatesUp({ capacity: inGib(4, 8n, 800n), ipv4Count: 3 }, PRICING)).to.deep.equal(rates(302_040n));
  });

  it("on a node that its tenant rents are those of the addresses", () => {
    expect(sharedRatesUp({ capacity: NO_CAPACITY, ipv4Count: 1 }, PRICING)).to.deep.equal(rates(100_000n));
    expect(sharedRatesUp({ capacity: NO_CAPACITY, ipv4Count: 0 }, PRICING)).to.deep.equal(rates(0n));
  });

  it("of a whole node are half its list price, and the farmer's fee without discount", () => {
    const node = { capacity: inGib(4, 8n, 800n), extraFeeMusdPerMonth: 2_592_000 };
    expect(dedicatedRatesUp(node, PRICING)).to.deep.equal(rates(1020n, 10n ** 15n));
    expect(dedicatedRatesUp({ ...node, extraFeeMusdPerMonth: 0 }, PRICING)).to.deep.equal(rates(1020n));
  });

  it("round the farmer's fee up", () => {
    const fee = (extraFeeMusdPerMonth: number) =>
      dedicatedRatesUp({ capacity: NO_CAPACITY, extraFeeMusdPerMonth }, PRICING).plainUsdPerSecond;
    // 10^15 / 2,592,000 is 385,802,469.1.
    expect(fee(1)).to.equal(385_802_470n);
  });

  it("of a name are its price", () => {
    expect(nameRates(PRICING)).to.deep.equal(rates(7n));
  });

  it("on a certified node are a quarter more, but for the farmer's fee", () => {
    expect(certifiedRatesUp(rates(1000n, 1000n), PRICING)).to.deep.equal(rates(1250n, 1000n));
    expect(certifiedRatesUp(rates(1n, 1n), PRICING)).to.deep.equal(rates(2n, 1n));
  });

  it("charge the smallest reservation", () => {
    const byte = { ...NO_CAPACITY, sruBytes: 1n };
    expect(sharedRatesUp({ capacity: byte, ipv4Count: 0 }, GENESIS_PRICING).discountableUsdPerSecond > 0n).to.be.true;
  });

  it("add less than one to the exact price of the units", () => {
    fc.assert(
      fc.property(capacity, ipv4Count, anyPricing, (reserved, addresses, pricing) => {
        const { cuMicro, suMicro } = billedUnitsUp(reserved);
        const units = cuMicro * pricing.cuUsdPerSecond + suMicro * pricing.suUsdPerSecond;
        const exact = units + BigInt(addresses) * pricing.ipv4UsdPerSecond * MICRO;

        const rate = sharedRatesUp({ capacity: reserved, ipv4Count: addresses }, pricing).discountableUsdPerSecond;
        const more = rate * MICRO - exact;
        expect(more >= 0n && more < MICRO).to.equal(true);
      }),
    );
  });

  it("never fall when more is reserved", () => {
    fc.assert(
      fc.property(capacity, capacity, anyPricing, (one, other, pricing) => {
        const both = {
          cru: one.cru + other.cru,
          mruBytes: one.mruBytes + other.mruBytes,
          sruBytes: one.sruBytes + other.sruBytes,
          hruBytes: one.hruBytes + other.hruBytes,
        };
        const rateOf = (reserved: typeof one) =>
          sharedRatesUp({ capacity: reserved, ipv4Count: 0 }, pricing).discountableUsdPerSecond;
        expect(rateOf(both) >= rateOf(one)).to.equal(true);
      }),
    );
  });

  it("of a whole node never exceed its list price and fee", () => {
    fc.assert(
      fc.property(capacity, musd, anyPricing, (whole, extraFeeMusdPerMonth, pricing) => {
        const list = sharedRatesUp({ capacity: whole, ipv4Count: 0 }, pricing);
        const dedicated = dedicatedRatesUp({ capacity: whole, extraFeeMusdPerMonth }, pricing);
        expect(dedicated.discountableUsdPerSecond <= list.discountableUsdPerSecond).to.equal(true);
        const moreFee = dedicated.plainUsdPerSecond * 2_592_000n - BigInt(extraFeeMusdPerMonth) * 10n ** 15n;
        expect(moreFee >= 0n && moreFee < 2_592_000n).to.equal(true);
      }),
    );
  });
});

describe("trafficUnitsDown", () => {
  it("charges bytes at price and TFT price, down to the unit", () => {
    const pricing = { ...PRICING, nuUsdPerGb: 15n * 10n ** 14n };
    const tftPerUsd = 125n * 10n ** 11n;
    expect(trafficUnitsDown(40n * 10n ** 9n, pricing, { tftPerUsd })).to.equal(7_500_000n);
    // A unit is 5,333.3 bytes.
    expect(trafficUnitsDown(5333n, pricing, { tftPerUsd })).to.equal(0n);
    expect(trafficUnitsDown(5334n, pricing, { tftPerUsd })).to.equal(1n);
  });
});

describe("trafficCostUp", () => {
  it("charges by 10^9 bytes, whenever they flow", () => {
    expect(trafficCostUp(10n ** 10n, PRICING)).to.equal(50n);
    expect(trafficCostUp(0n, PRICING)).to.equal(0n);
  });

  it("rounds up", () => {
    expect(trafficCostUp(1n, PRICING)).to.equal(1n);
    expect(trafficCostUp(10n ** 9n + 1n, PRICING)).to.equal(6n);
  });
});
