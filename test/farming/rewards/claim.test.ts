import { expect } from "chai";
import hre from "hardhat";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { toBatchClaim } from "../../../sdk/rewards/claim-structs.ts";
import { OUTCOMES } from "../../../sdk/rules/reward.ts";
import { closeBatch, exampleMeasurement, publishBatch } from "../../helpers/batches.ts";
import {
  endedPeriodOfFleet,
  finalPeriod,
  FULL_REWARD,
  rewardOf,
  singleClaim,
  uptimeOf,
} from "../../helpers/farming-fixtures.ts";
import { exampleRegistration } from "../../helpers/nodes.ts";
import { passPeriods } from "../../helpers/periods.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;

const PAID = OUTCOMES.indexOf("paid");

async function fixture() {
  return finalPeriod(connection);
}

/** Farm 1's nodes earn 99.1, 98.1 and 97.1 %, farm 2's 96.1 and 95.1 %, in two periods. */
async function fleetFixture() {
  const context = await endedPeriodOfFleet(connection);
  const { period } = context;
  const nodes = [1, 2, 3, 4, 5].map((nodeId) =>
    exampleMeasurement({ nodeId, farmId: nodeId < 4 ? 1 : 2, uptimeSeconds: uptimeOf(1001 - nodeId * 10) }),
  );
  const first = await closeBatch(connection, context, nodes, { period });
  const second = await closeBatch(connection, context, nodes, { period: period + 1 });
  return { ...context, first, second };
}

const worth = (nodeId: number) => rewardOf(1001 - nodeId * 10);

describe("FarmingRewards", () => {
  describe("claiming a node's reward", () => {
    it("pays the payout address and writes a receipt", async () => {
      const { rewards, tft, payout, farmer, farmId, nodeId, period, batch } = await networkHelpers.loadFixture(fixture);
      const claims = [singleClaim(batch)];
      expect(await rewards.claim.staticCall(farmId, claims)).to.equal(FULL_REWARD);

      const claimed = rewards.connect(farmer).claim(farmId, claims);
      await expect(claimed).to.emit(rewards, "RewardSettled").withArgs(farmId, nodeId, period, 0, 0, FULL_REWARD, PAID);
      await expect(claimed).to.changeTokenBalances(ethers, tft, [payout, farmer], [FULL_REWARD, 0n]);
      await expect(claimed).not.to.emit(rewards, "RewardsOwed");
    });

    it("is open to anybody, and pays the same address", async () => {
      const { rewards, tft, payout, stranger, farmId, batch } = await networkHelpers.loadFixture(fixture);

      await expect(rewards.connect(stranger).claim(farmId, [singleClaim(batch)])).to.changeTokenBalances(
        ethers,
        tft,
        [payout, stranger],
        [FULL_REWARD, 0n],
      );
    });

    it("settles the node for that period alone", async () => {
      const { rewards, farmId, nodeId, period, batch } = await networkHelpers.loadFixture(fixture);
      expect(await rewards.isSettled(period, nodeId)).to.equal(false);

      await rewards.claim(farmId, [singleClaim(batch)]);
      expect(await rewards.isSettled(period, nodeId)).to.equal(true);
      expect(await rewards.settledWord(period, 0)).to.equal(1n << nodeId);
      expect(await rewards.settledWord(period + 1, 0)).to.equal(0n);
      expect(await rewards.correctedOf(period, nodeId)).to.deep.equal([0n, false]);
    });

    it("pays nothing the second time", async () => {
      const { rewards, tft, farmId, batch } = await networkHelpers.loadFixture(fixture);
      await rewards.claim(farmId, [singleClaim(batch)]);
      const supply = await tft.totalSupply();

      await expect(rewards.claim(farmId, [singleClaim(batch)])).not.to.emit(rewards, "RewardSettled");
      expect(await tft.totalSupply()).to.equal(supply);
    });

    it("pays nothing the second time in the same transaction", async () => {
      const { rewards, tft, payout, farmId, batch } = await networkHelpers.loadFixture(fixture);
      const claims = [singleClaim(batch), singleClaim(batch)];

      await expect(rewards.claim(farmId, claims)).to.changeTokenBalance(ethers, tft, payout, FULL_REWARD);
    });

    it("does nothing without leaves", async () => {
      const { rewards, farmId, batch } = await networkHelpers.loadFixture(fixture);
      const { period, tree } = batch;
      const noLeaves = { period, batch: 0, leaves: [], proof: [tree.root], proofFlags: [] };

      for (const claims of [[], [noLeaves]]) {
        expect(await rewards.claim.staticCall(farmId, claims)).to.equal(0);
        await expect(rewards.claim(farmId, claims)).not.to.emit(rewards, "RewardSettled");
      }
    });

    it("needs a farm", async () => {
      const { rewards, directory, batch } = await networkHelpers.loadFixture(fixture);

      await expect(rewards.claim(3, [singleClaim(batch)]))
        .to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound")
        .withArgs(3);
    });
  });

  describe("claiming many rewards", () => {
    it("pays a farm's nodes and periods at once", async () => {
      const { rewards, tft, payout, farmId, period, first, second } = await networkHelpers.loadFixture(fleetFixture);
      const claims = [toBatchClaim(first, [0, 1, 2]), toBatchClaim(second, [2, 0])];

      const claimed = rewards.claim(farmId, claims);
      const total = 2n * worth(1) + worth(2) + 2n * worth(3);
      await expect(claimed).to.changeTokenBalance(ethers, tft, payout, total);
      for (const [at, node] of [
        [period, 1],
        [period, 2],
        [period, 3],
        [period + 1, 1],
        [period + 1, 3],
      ] as const) {
        await expect(claimed)
          .to.emit(rewards, "RewardSettled")
          .withArgs(farmId, node, at, 0, node - 1, worth(node), PAID);
      }
      expect(await rewards.isSettled(period + 1, 2)).to.equal(false);
    });

    it("leaves other farms' nodes in the same batch to them", async () => {
      const { rewards, tft, payout, otherPayout, first } = await networkHelpers.loadFixture(fleetFixture);
      await rewards.claim(1, [toBatchClaim(first, [0, 1, 2])]);

      await expect(rewards.claim(2, [toBatchClaim(first, [3, 4])])).to.changeTokenBalances(
        ethers,
        tft,
        [payout, otherPayout],
        [0n, worth(4) + worth(5)],
      );
    });

    it("passes over nodes that are settled, so that nobody spoils a claim by a part of it", async () => {
      const { rewards, tft, payout, stranger, farmId, period, first } = await networkHelpers.loadFixture(fleetFixture);
      await rewards.connect(stranger).claim(farmId, [singleClaim(first, 1)]);

      const claimed = rewards.claim(farmId, [toBatchClaim(first, [0, 1, 2])]);
      await expect(claimed).to.changeTokenBalance(ethers, tft, payout, worth(1) + worth(3));
      const settled = await rewards.queryFilter(rewards.filters.RewardSettled(farmId, 2, period));
      expect(settled).to.have.length(1);
    });

    it("pays periods in any order", async () => {
      const { rewards, tft, payout, farmId, first, second } = await networkHelpers.loadFixture(fleetFixture);

      for (const batch of [second, first]) {
        await expect(rewards.claim(farmId, [singleClaim(batch)])).to.changeTokenBalance(ethers, tft, payout, worth(1));
      }
    });

    it("is refused as a whole when one leaf is another farm's", async () => {
      const { rewards, farmId, first } = await networkHelpers.loadFixture(fleetFixture);

      await expect(rewards.claim(farmId, [toBatchClaim(first, [0, 1, 2]), singleClaim(first, 3)]))
        .to.be.revertedWithCustomError(rewards, "RewardsForeignFarm")
        .withArgs(2, 1, 4);
      expect(await rewards.isSettled(first.period, 1)).to.equal(false);
    });
  });

  describe("claiming before a batch is final", () => {
    it("is refused and tells when it will be", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, measurements, farmId, period, batch } = context;
      const later = await publishBatch(connection, context, [exampleMeasurement()], { period: period + 1 });
      const finalAt = await measurements.finalAtOf(period + 1, 0);

      await time.setNextBlockTimestamp(finalAt - 1n);
      await expect(rewards.claim(farmId, [singleClaim(batch), singleClaim(later)]))
        .to.be.revertedWithCustomError(measurements, "MeasurementsNotFinal")
        .withArgs(period + 1, 0, finalAt);
      await time.setNextBlockTimestamp(finalAt);
      await expect(rewards.claim(farmId, [singleClaim(later)])).to.emit(rewards, "RewardSettled");
    });

    it("is refused for a rejected batch", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, measurements, guardian, farmId, period } = context;
      const later = await publishBatch(connection, context, [exampleMeasurement()], { period: period + 1 });
      const finalAt = await measurements.finalAtOf(period + 1, 0);
      await measurements.connect(guardian).reject(period + 1, 0);

      await time.increaseTo(finalAt);
      await expect(rewards.claim(farmId, [singleClaim(later)]))
        .to.be.revertedWithCustomError(measurements, "MeasurementsNotFinal")
        .withArgs(period + 1, 0, 0);
    });
  });

  describe("claiming while the payout address changes", () => {
    /** Farm 1's rewards go to `otherPayout` from `effectiveAt` on. */
    async function changing() {
      const context = await networkHelpers.loadFixture(fixture);
      const { directory, farmer, otherPayout, farmId } = context;
      await directory.connect(farmer).changePayout(farmId, otherPayout);
      return { ...context, effectiveAt: (await directory.farmOf(farmId)).payoutChangesAt };
    }

    it("is the owner's alone, and still pays the old address", async () => {
      const { rewards, tft, farmer, stranger, payout, otherPayout, farmId, batch, ...context } = await changing();
      await time.increaseTo(context.effectiveAt - 2n);

      for (const caller of [stranger, payout, otherPayout]) {
        await expect(rewards.connect(caller).claim(farmId, [singleClaim(batch)]))
          .to.be.revertedWithCustomError(rewards, "RewardsOnlyOwner")
          .withArgs(caller.address, farmId, farmer.address);
      }
      await expect(rewards.connect(farmer).claim(farmId, [singleClaim(batch)])).to.changeTokenBalances(
        ethers,
        tft,
        [payout, otherPayout],
        [FULL_REWARD, 0n],
      );
    });

    it("is open to all again afterwards, and pays the new address", async () => {
      const { rewards, tft, stranger, payout, otherPayout, farmId, batch, effectiveAt } = await changing();
      await time.increaseTo(effectiveAt);

      await expect(rewards.connect(stranger).claim(farmId, [singleClaim(batch)])).to.changeTokenBalances(
        ethers,
        tft,
        [payout, otherPayout],
        [0n, FULL_REWARD],
      );
    });
  });

  describe("claiming for a farm that changed hands", () => {
    it("pays the farm's payout address, whoever owned it in the period", async () => {
      const { rewards, directory, tft, farmer, otherFarmer, payout, farmId, batch } =
        await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).transferFarm(farmId, otherFarmer);
      await directory.connect(otherFarmer).acceptFarm(farmId);

      await expect(rewards.claim(farmId, [singleClaim(batch)])).to.changeTokenBalance(ethers, tft, payout, FULL_REWARD);
    });
  });

  describe("claiming for a grid of many nodes", () => {
    it("keeps 256 nodes in a word of bits: node 255 is the last of the first", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { directory, rewards, farmer, farmId } = context;

      // The farmer is the node too, so that nobody has to sign; the key is free again after each removal.
      for (let nodeId = 2n; nodeId < 257n; nodeId++) {
        const registration = exampleRegistration(farmer.address);
        await directory.connect(farmer).register(registration, NO_CONSENT, NO_CONSENT);
        if (nodeId === 255n) await passPeriods(connection, context.grid);
        if (nodeId < 256n) await directory.connect(farmer).removeNode(nodeId);
      }
      const period = Number(await directory.currentPeriod()) + 1;
      const batch = await closeBatch(connection, context, [exampleMeasurement({ nodeId: 256 })], { period });
      const before = await closeBatch(connection, context, [exampleMeasurement({ nodeId: 255 })], {
        period: period - 1,
      });

      await rewards.claim(farmId, [singleClaim(batch), singleClaim(before)]);
      expect([await rewards.settledWord(period, 0), await rewards.settledWord(period, 1)]).to.deep.equal([0n, 1n]);
      expect(await rewards.settledWord(period - 1, 0)).to.equal(1n << 255n);
      expect(await rewards.settledWord(period - 1, 1)).to.equal(0n);
    });
  });
});
