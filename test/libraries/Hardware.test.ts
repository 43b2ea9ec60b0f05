import { expect } from "chai";
import fc from "fast-check";
import hre from "hardhat";
import type { Capacity } from "../../sdk/rules/capacity.ts";
import { effectiveCapacity } from "../../sdk/rules/reward.ts";
import { RulesHarness__factory } from "../../typechain-types/factories/test/contracts/RulesHarness__factory.ts";
import { toCapacityStruct } from "../helpers/nodes.ts";
import { capacity, sample } from "../helpers/random.ts";
import { comparable, plain } from "../helpers/struct.ts";

const { ethers, networkHelpers } = await hre.network.create();

const CASES = 500;

/** A machine that reports a little more or less than its terms say. */
const wobbling = fc
  .record({ baseline: capacity, permille: fc.integer({ min: 980, max: 1020 }) })
  .map(({ baseline, permille }) => ({ baseline, measured: scaled(baseline, BigInt(permille)) }));

async function fixture() {
  const [deployer] = await ethers.getSigners();
  return { harness: await new RulesHarness__factory(deployer!).deploy() };
}

function scaled(baseline: Capacity, permille: bigint): Capacity {
  const scale = (value: bigint, most: bigint) =>
    (value * permille) / 1000n > most ? most : (value * permille) / 1000n;
  const maxU64 = 2n ** 64n - 1n;
  return {
    cru: Number(scale(BigInt(baseline.cru), 2n ** 32n - 1n)),
    mruBytes: scale(baseline.mruBytes, maxU64),
    sruBytes: scale(baseline.sruBytes, maxU64),
    hruBytes: scale(baseline.hruBytes, maxU64),
  };
}

describe("Hardware", () => {
  describe("bounding a measured capacity by the terms", () => {
    for (const [what, arbitrary] of [
      ["random machines", fc.record({ baseline: capacity, measured: capacity })],
      ["machines that wobble around their terms", wobbling],
    ] as const) {
      it(`gives the library's capacity to the last byte, for ${what}`, async () => {
        const { harness } = await networkHelpers.loadFixture(fixture);
        const cases = sample(arbitrary, CASES);

        const actual = await harness.clampTo(
          cases.map(({ measured }) => toCapacityStruct(measured)),
          cases.map(({ baseline }) => toCapacityStruct(baseline)),
        );

        for (const [index, { measured, baseline }] of cases.entries()) {
          const expected = toCapacityStruct(effectiveCapacity(measured, baseline));
          expect(plain(actual[index]), String(index)).to.deep.equal(comparable(expected));
        }
      });
    }
  });
});
