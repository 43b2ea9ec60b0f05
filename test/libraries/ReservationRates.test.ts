import { expect } from "chai";
import fc from "fast-check";
import hre from "hardhat";
import type { PricingVersion } from "../../sdk/rules/pricing.ts";
import { certifiedRatesUp, dedicatedRatesUp, sharedRatesUp, trafficUnitsDown } from "../../sdk/rules/rates.ts";
import { RulesHarness__factory } from "../../typechain-types/factories/test/contracts/RulesHarness__factory.ts";
import { toCapacityStruct } from "../helpers/nodes.ts";
import { capacity, sample } from "../helpers/random.ts";

const { ethers, networkHelpers } = await hre.network.create();

const CASES = 300;

/** What a machine may have without the rate leaving 64 bits. */
const LARGEST = { cru: 2 ** 12, bytes: 2n ** 46n };

const price = fc.bigInt({ min: 0n, max: 10n ** 13n });
const bps = fc.integer({ min: 0, max: 10_000 });
const anyCase = fc.record({
  pricing: fc.record({
    cuUsdPerSecond: price,
    suUsdPerSecond: price,
    ipv4UsdPerSecond: price,
    nameUsdPerSecond: price,
    nuUsdPerGb: price,
    dedicatedBps: bps,
    certifiedBonusBps: bps,
    farmerBps: bps,
  }),
  capacity: capacity.map(({ cru, mruBytes, sruBytes, hruBytes }) => ({
    cru: cru % LARGEST.cru,
    mruBytes: mruBytes % LARGEST.bytes,
    sruBytes: sruBytes % LARGEST.bytes,
    hruBytes: hruBytes % LARGEST.bytes,
  })),
  ipv4Count: fc.integer({ min: 0, max: 8 }),
  isCertified: fc.boolean(),
  nruBytes: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  tftPerUsd: fc.bigInt({ min: 10n ** 9n, max: 10n ** 16n }),
});

async function fixture() {
  const [deployer] = await ethers.getSigners();
  return { harness: await new RulesHarness__factory(deployer!).deploy() };
}

function toPricesStruct(pricing: PricingVersion) {
  return {
    cuRate: pricing.cuUsdPerSecond,
    suRate: pricing.suUsdPerSecond,
    ipv4Rate: pricing.ipv4UsdPerSecond,
    nameRate: pricing.nameUsdPerSecond,
    trafficUsdPerGb: pricing.nuUsdPerGb,
    dedicatedBps: pricing.dedicatedBps,
    certifiedBps: 10_000 + pricing.certifiedBonusBps,
  };
}

describe("ReservationRates", () => {
  it("gives the library's rates and traffic costs to the last digit, for random requests and prices", async () => {
    const { harness } = await networkHelpers.loadFixture(fixture);
    const cases = sample(anyCase, CASES);

    const actual = await harness.costsOf(
      cases.map(({ pricing, ...one }) => ({
        ...one,
        prices: toPricesStruct(pricing),
        capacity: toCapacityStruct(one.capacity),
      })),
    );

    for (const [index, one] of cases.entries()) {
      const { sharedRate, dedicatedRate, trafficUnits } = actual[index]!;
      const shared = sharedRatesUp(one, one.pricing);
      const dedicated = dedicatedRatesUp({ ...one, extraFeeMusdPerMonth: 0 }, one.pricing);
      const rateOf = (rates: typeof shared) =>
        (one.isCertified ? certifiedRatesUp(rates, one.pricing) : rates).discountableUsdPerSecond;
      const traffic = trafficUnitsDown(one.nruBytes, one.pricing, one);
      expect({ sharedRate, dedicatedRate, trafficUnits }, String(index)).to.deep.equal({
        sharedRate: rateOf(shared),
        dedicatedRate: rateOf(dedicated),
        trafficUnits: traffic,
      });
    }
  });
});
