import { expect } from "chai";
import { solidityPackedKeccak256 } from "ethers";
import hre from "hardhat";
import { NO_CONSENT } from "../../sdk/directory/consent.ts";
import { FOREVER } from "../../sdk/farming/policy-structs.ts";
import type { Grid } from "../../sdk/network/grid.ts";
import { Directory__factory } from "../../typechain-types/factories/contracts/directory/Directory__factory.ts";
import { consentToMove } from "../helpers/consents.ts";
import { localSettings } from "../helpers/deploy-grid.ts";
import { gridWithNode } from "../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY, registerNode } from "../helpers/nodes.ts";
import { goToPeriod, passPeriods } from "../helpers/periods.ts";
import { eligibility, examplePolicy, policyLimit } from "../helpers/policies.ts";
import { structWith } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

/** Terms and their count are numbered in 16 bits. */
const MOST_TERMS = 2n ** 16n - 1n;

/** In a node's storage slot its count comes after a key of 160 bits and a farm of 32. */
const TERMS_COUNT_SHIFT = 192n;

async function fixture() {
  return gridWithNode(connection);
}

/** [from, until) of all terms of a node, in their order. */
async function rangesOf({ Directory }: Grid, nodeId: bigint): Promise<[bigint, bigint][]> {
  const { termsCount } = await Directory.nodeOf(nodeId);
  const indexes = Array.from({ length: Number(termsCount) }, (_, index) => index);
  const terms = await Promise.all(indexes.map((index) => Directory.termsOf(nodeId, index)));
  return terms.map(({ fromPeriod, untilPeriod }) => [fromPeriod, untilPeriod]);
}

/** The node has had so many terms; the latest are as its first ones were, and those between stand empty. */
async function withTermsCount(count: bigint) {
  const context = await networkHelpers.loadFixture(fixture);
  const { directory, nodeKey, nodeId } = context;
  const address = await directory.getAddress();
  const nodesSlot = await findNodesSlot(address, nodeId, nodeKey.address);
  const nodeSlot = mappingSlot(nodeId, nodesSlot);
  const node = BigInt(await networkHelpers.getStorageAt(address, nodeSlot));
  await networkHelpers.setStorageAt(address, nodeSlot, node + ((count - 1n) << TERMS_COUNT_SHIFT));

  const [terms, capacity] = await directory.packedTermsOf(nodeId, 0);
  const termsSlot = mappingSlot(count - 1n, mappingSlot(nodeId, nodesSlot + 1n));
  await networkHelpers.setStorageAt(address, termsSlot, terms);
  await networkHelpers.setStorageAt(address, termsSlot + 1n, capacity);
  return context;
}

/** Where the Directory's mapping of nodes lies; that of their terms follows. */
async function findNodesSlot(directory: string, nodeId: bigint, key: string): Promise<bigint> {
  for (let slot = 0n; slot < 50n; ++slot) {
    const word = BigInt(await networkHelpers.getStorageAt(directory, mappingSlot(nodeId, slot)));
    if (BigInt.asUintN(160, word) === BigInt(key)) return slot;
  }
  throw new Error("The Directory has no mapping of nodes.");
}

/** Where Solidity keeps a mapping's value. */
function mappingSlot(key: bigint, slot: bigint): bigint {
  return BigInt(solidityPackedKeccak256(["uint256", "uint256"], [key, slot]));
}

describe("Terms", () => {
  describe("dividing time into periods", () => {
    const { startSeconds, lengthSeconds } = localSettings().schedule;

    it("begins and ends a period with its second", async () => {
      const { directory } = await networkHelpers.loadFixture(fixture);
      await time.increaseTo(startSeconds + 110 * lengthSeconds - 1);
      expect(await directory.currentPeriod()).to.equal(109n);
      await time.increase(1);
      expect(await directory.currentPeriod()).to.equal(110n);
    });

    it("shows its schedule", async () => {
      const { directory } = await networkHelpers.loadFixture(fixture);

      expect(await directory.schedule()).to.deep.equal([BigInt(startSeconds), BigInt(lengthSeconds)]);
    });

    it("tells what it was deployed with", async () => {
      const { directory } = await networkHelpers.loadFixture(fixture);
      const [started] = await directory.queryFilter(directory.filters.DirectoryStarted());

      expect(started!.args.schedule).to.deep.equal([BigInt(startSeconds), BigInt(lengthSeconds)]);
      expect(started!.args.payoutDelay).to.equal(localSettings().payoutDelaySeconds);
    });

    it("needs a duration and a beginning in the past", async () => {
      const { grid, deployer } = await networkHelpers.loadFixture(fixture);
      const now = (await time.latest()) + 100;
      const deployWith = async (start: number, duration: number) => {
        await time.setNextBlockTimestamp(now);
        const factory = new Directory__factory(deployer);
        return factory.deploy(grid.FarmingPolicies, { start, duration }, 0, 80, grid.AccessManager);
      };

      for (const [start, duration] of [
        [now, 0],
        [now + 1, 3600],
      ] as const) {
        await expect(deployWith(start, duration))
          .to.be.revertedWithCustomError(grid.Directory, "PeriodScheduleInvalid")
          .withArgs(start, duration);
      }
      expect(await (await deployWith(now, 3600)).currentPeriod()).to.equal(0n);
    });
  });

  describe("changing a node in the course of time", () => {
    it("starts every change with the next period", async () => {
      const { grid, directory, certifier, otherFarmer, nodeKey, nodeId, otherFarmId } =
        await networkHelpers.loadFixture(fixture);
      await goToPeriod(connection, grid, 120n);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);
      await goToPeriod(connection, grid, 123n);
      await directory.connect(certifier).certifyNode(nodeId, true);
      await goToPeriod(connection, grid, 124n);
      const consent = await consentToMove(grid, otherFarmer, { nodeId, toFarmId: otherFarmId });
      await directory.connect(nodeKey).moveNode(nodeId, otherFarmId, NO_CONSENT, consent);
      await goToPeriod(connection, grid, 130n);
      await directory.connect(nodeKey).removeNode(nodeId);

      const [first, ...others] = await rangesOf(grid, nodeId);
      expect(first?.[1]).to.equal(121n);
      expect(others).to.deep.equal([
        [121n, 124n],
        [124n, 125n],
        [125n, 131n],
      ]);
    });

    it("covers the period that is running to its end, whenever in it the change is made", async () => {
      const { grid, directory, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      const period = await passPeriods(connection, grid, 2n);
      await time.increase(localSettings().schedule.lengthSeconds - 10);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);

      expect(await rangesOf(grid, nodeId)).to.deep.equal([
        [period - 1n, period + 1n],
        [period + 1n, BigInt(FOREVER)],
      ]);
    });

    it("leaves empty ranges where one period sees several changes", async () => {
      const { grid, directory, certifier, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      const period = await passPeriods(connection, grid, 2n);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 1, false);
      await directory.connect(certifier).certifyNode(nodeId, true);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 3, false);

      const next = period + 1n;
      expect(await rangesOf(grid, nodeId)).to.deep.equal([
        [period - 1n, next],
        [next, next],
        [next, next],
        [next, BigInt(FOREVER)],
      ]);
      expect(await directory.termsOf(nodeId, 3)).to.satisfy(structWith({ isCertified: true, ipv4Count: 3 }));
    });

    it("ends nothing twice", async () => {
      const { directory, nodeKey, nodeId, nextPeriod } = await networkHelpers.loadFixture(fixture);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 1, false);

      const updating = await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 2, false);
      const ended = await directory.queryFilter(directory.filters.TermsEnded(nodeId), updating.blockNumber!);
      expect(ended.map(({ args }) => [args.termsIndex, args.untilPeriod])).to.deep.equal([[1n, nextPeriod]]);
    });

    it("ends a removed node's terms for good: its number never earns again", async () => {
      const { grid, directory, farmer, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      const period = await passPeriods(connection, grid, 2n);
      await directory.connect(farmer).removeNode(nodeId);

      await expect(directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
        .withArgs(nodeId);
      expect(await rangesOf(grid, nodeId)).to.deep.equal([[period - 1n, period + 1n]]);
    });
  });

  describe("running out of numbers for terms", () => {
    it("gives the last number and no more", async () => {
      const { directory, nodeKey, nodeId } = await withTermsCount(MOST_TERMS - 1n);
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 3, false);
      expect((await directory.nodeOf(nodeId)).termsCount).to.equal(MOST_TERMS);
      expect(await directory.termsOf(nodeId, MOST_TERMS - 1n)).to.satisfy(
        structWith({ ipv4Count: 3, untilPeriod: FOREVER }),
      );

      await expect(directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 4, false))
        .to.be.revertedWithCustomError(directory, "DirectoryTermsExhausted")
        .withArgs(nodeId);
    });

    it("refuses a special policy that ends where there is no number for the default terms behind it", async () => {
      const context = await withTermsCount(MOST_TERMS - 1n);
      const { grid, directory, policyManager, nodeKey, nodeId, farmId, nextPeriod } = context;
      await grid.FarmingPolicies.connect(policyManager).add("special", examplePolicy(), eligibility());
      const limit = policyLimit(3n, { untilPeriod: nextPeriod + 5n });
      await directory.connect(policyManager).attachPolicy(farmId, limit);

      await expect(directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 3, false))
        .to.be.revertedWithCustomError(directory, "DirectoryTermsExhausted")
        .withArgs(nodeId);
    });

    it("lets the node be removed and registered anew", async () => {
      const { grid, directory, farmer, nodeKey, nodeId, nextPeriod } = await withTermsCount(MOST_TERMS);

      await expect(directory.connect(farmer).removeNode(nodeId))
        .to.emit(directory, "TermsEnded")
        .withArgs(nodeId, MOST_TERMS - 1n, nextPeriod);
      await registerNode(grid, { farmer, nodeKey });
      expect((await directory.nodeOf(nodeId + 1n)).termsCount).to.equal(1n);
    });
  });
});
