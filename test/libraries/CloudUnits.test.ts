import { expect } from "chai";
import fc from "fast-check";
import hre from "hardhat";
import { cloudUnits } from "../../sdk/rules/cloud-units.ts";
import { RulesHarness__factory } from "../../typechain-types/factories/test/contracts/RulesHarness__factory.ts";
import { toCapacityStruct } from "../helpers/nodes.ts";
import { bytes, capacity, sample } from "../helpers/random.ts";

const { ethers, networkHelpers } = await hre.network.create();

const CASES = 500;

async function fixture() {
  const [deployer] = await ethers.getSigners();
  return { harness: await new RulesHarness__factory(deployer!).deploy() };
}

describe("CloudUnits", () => {
  describe("turning capacity into units", () => {
    it("gives the library's numbers to the last millionth, for random machines", async () => {
      const { harness } = await networkHelpers.loadFixture(fixture);
      const cases = sample(fc.record({ capacity, nruBytes: bytes }), CASES);

      const actual = await harness.cloudUnits(
        cases.map((each) => toCapacityStruct(each.capacity)),
        cases.map(({ nruBytes }) => nruBytes),
      );

      for (const [index, each] of cases.entries()) {
        const { cuMicro, suMicro, nuMicro } = actual[index]!;
        expect({ cuMicro, suMicro, nuMicro }, String(index)).to.deep.equal(cloudUnits(each.capacity, each.nruBytes));
      }
    });
  });
});
