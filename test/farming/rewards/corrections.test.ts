import { expect } from "chai";
import hre from "hardhat";
import { toCorrectionClaim } from "../../../sdk/rewards/claim-structs.ts";

import type { Measurement } from "../../../sdk/rules/measurement.ts";
import { OUTCOMES } from "../../../sdk/rules/reward.ts";

import type { Outcome } from "../../../sdk/rules/reward.ts";
import { closeBatch, exampleMeasurement, publishBatch } from "../../helpers/batches.ts";
import { endedPeriod, rewardOf, singleClaim, uptimeOf } from "../../helpers/farming-fixtures.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

const PRIMARY = { batch: 0, position: 0 };

/** Node 1's measurements of the period are final: 960 per mille of uptime. */
async function fixture() {
  const context = await endedPeriod(connection);
  const { period } = context;
  const batch = await closeBatch(connection, context, [exampleMeasurement({ uptimeSeconds: uptimeOf(960) })], {
    period,
  });
  return { ...context, batch };
}

/** A later batch corrects them. */
async function correctedBy(changes: Partial<Measurement>) {
  const context = await networkHelpers.loadFixture(fixture);
  const leaf = exampleMeasurement({ corrects: PRIMARY, ...changes });
  const later = await closeBatch(connection, context, [leaf], { period: context.period, batch: 1 });
  const place = { source: later, position: 0 };
  const claim = toCorrectionClaim(place, { source: context.batch, position: 0 });
  return { ...context, correction: claim, primary: singleClaim(context.batch) };
}

type Corrected = Awaited<ReturnType<typeof correctedBy>>;

/** Claiming the correction pays so much and leaves a receipt of it. */
async function expectAdded(
  { rewards, tft, payout, farmId, nodeId, period, correction }: Corrected,
  added: bigint,
  outcome: Outcome = "paid",
) {
  expect(await rewards.claimCorrections.staticCall(farmId, [correction])).to.equal(added);
  const claimed = rewards.claimCorrections(farmId, [correction]);
  await expect(claimed)
    .to.emit(rewards, "RewardSettled")
    .withArgs(farmId, nodeId, period, 1, 0, added, OUTCOMES.indexOf(outcome));
  await expect(claimed).to.changeTokenBalance(ethers, tft, payout, added);
}

/** Claiming the correction is possible and changes nothing. */
async function expectPassedOver({ rewards, tft, payout, farmId, correction }: Corrected) {
  const claimed = rewards.claimCorrections(farmId, [correction]);
  await expect(claimed).not.to.emit(rewards, "RewardSettled");
  await expect(claimed).to.changeTokenBalance(ethers, tft, payout, 0n);
}

describe("FarmingRewards", () => {
  describe("claiming a correction of a leaf that was claimed", () => {
    it("pays what was missing", async () => {
      const context = await correctedBy({ uptimeSeconds: uptimeOf(990) });
      await context.rewards.claim(1, [context.primary]);

      await expectAdded(context, rewardOf(990) - rewardOf(960));
      expect(await context.rewards.correctedOf(context.period, 1)).to.deep.equal([rewardOf(990), true]);
    });

    it("pays nothing and takes nothing when it is lower", async () => {
      const context = await correctedBy({ uptimeSeconds: uptimeOf(950) });
      await context.rewards.claim(1, [context.primary]);

      await expectPassedOver(context);
      expect(await context.rewards.correctedOf(context.period, 1)).to.deep.equal([0n, false]);
    });

    it("pays nothing and takes nothing when it voids the period", async () => {
      const context = await correctedBy({ violation: "uptimeTooHigh" });
      await context.rewards.claim(1, [context.primary]);

      await expectPassedOver(context);
    });

    it("pays nothing when it is the same", async () => {
      const context = await correctedBy({ uptimeSeconds: uptimeOf(960) });
      await context.rewards.claim(1, [context.primary]);

      await expectPassedOver(context);
    });

    it("pays once", async () => {
      const context = await correctedBy({ uptimeSeconds: uptimeOf(990) });
      await context.rewards.claim(1, [context.primary]);
      await context.rewards.claimCorrections(1, [context.correction]);

      await expectPassedOver(context);
    });
  });

  describe("claiming a correction of a leaf that was not claimed", () => {
    for (const [what, changes, permille] of [
      ["pays the correction when it is higher", { uptimeSeconds: uptimeOf(990) }, 990],
      ["pays the leaf that it corrects when it is lower", { uptimeSeconds: uptimeOf(950) }, 960],
      ["pays either when they are the same", { uptimeSeconds: uptimeOf(960) }, 960],
      ["pays the leaf that it corrects when it voids the period", { violation: "clockSkew" }, 960],
    ] as const) {
      it(what, async () => {
        const context = await correctedBy(changes);

        await expectAdded(context, rewardOf(permille));
        expect(await context.rewards.correctedOf(context.period, 1)).to.deep.equal([rewardOf(permille), true]);
      });
    }

    it("settles the node: the leaf that it corrects is not paid any more", async () => {
      const { rewards, tft, payout, farmId, nodeId, period, correction, primary } = await correctedBy({
        uptimeSeconds: uptimeOf(990),
      });
      await rewards.claimCorrections(farmId, [correction]);
      expect(await rewards.isSettled(period, nodeId)).to.equal(true);

      const claimed = rewards.claim(farmId, [primary]);
      await expect(claimed).not.to.emit(rewards, "RewardSettled");
      await expect(claimed).to.changeTokenBalance(ethers, tft, payout, 0n);
    });

    it("pays once in the same transaction too", async () => {
      const { rewards, tft, payout, farmId, correction } = await correctedBy({ uptimeSeconds: uptimeOf(990) });

      await expect(rewards.claimCorrections(farmId, [correction, correction])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        rewardOf(990),
      );
    });
  });

  describe("claiming a correction when both leaves are worth nothing", () => {
    it("settles the node with nothing", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, farmId, nodeId, period } = context;
      const nothing = { nodeId: 1, uptimeSeconds: 0 };
      const next = await closeBatch(connection, context, [exampleMeasurement(nothing)], { period: period + 1 });
      const leaf = exampleMeasurement({ ...nothing, corrects: PRIMARY });
      const later = await closeBatch(connection, context, [leaf], { period: period + 1, batch: 1 });
      const correction = toCorrectionClaim({ source: later, position: 0 }, { source: next, position: 0 });

      await expect(rewards.claimCorrections(farmId, [correction]))
        .to.emit(rewards, "RewardSettled")
        .withArgs(farmId, nodeId, period + 1, 1, 0, 0, OUTCOMES.indexOf("belowMinimumUptime"));
      expect(await rewards.isSettled(period + 1, nodeId)).to.equal(true);
      expect(await rewards.correctedOf(period + 1, nodeId)).to.deep.equal([0n, true]);
    });
  });

  describe("claiming corrections", () => {
    it("is open to anybody, and pays the payout address", async () => {
      const { rewards, tft, stranger, payout, farmId, correction } = await correctedBy({});

      await expect(rewards.connect(stranger).claimCorrections(farmId, [correction])).to.changeTokenBalances(
        ethers,
        tft,
        [payout, stranger],
        [rewardOf(1e3), 0n],
      );
    });

    it("is the owner's alone while the payout address changes", async () => {
      const { rewards, directory, farmer, stranger, otherPayout, farmId, correction } = await correctedBy({});
      await directory.connect(farmer).changePayout(farmId, otherPayout);

      await expect(rewards.connect(stranger).claimCorrections(farmId, [correction]))
        .to.be.revertedWithCustomError(rewards, "RewardsOnlyOwner")
        .withArgs(stranger.address, farmId, farmer.address);
      await expect(rewards.connect(farmer).claimCorrections(farmId, [correction])).to.emit(rewards, "RewardSettled");
    });

    it("needs a farm", async () => {
      const { rewards, directory, correction } = await correctedBy({});

      await expect(rewards.claimCorrections(3, [correction]))
        .to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound")
        .withArgs(3);
    });

    it("does nothing without corrections", async () => {
      const { rewards, farmId } = await networkHelpers.loadFixture(fixture);

      expect(await rewards.claimCorrections.staticCall(farmId, [])).to.equal(0);
      await expect(rewards.claimCorrections(farmId, [])).not.to.emit(rewards, "RewardSettled");
    });

    it("waits until they are final", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, measurements, farmId, period, batch } = context;
      const leaf = exampleMeasurement({ corrects: PRIMARY });
      const later = await publishBatch(connection, context, [leaf], { period, batch: 1 });
      const correction = toCorrectionClaim({ source: later, position: 0 }, { source: batch, position: 0 });

      await expect(rewards.claimCorrections(farmId, [correction]))
        .to.be.revertedWithCustomError(measurements, "MeasurementsNotFinal")
        .withArgs(period, 1, await measurements.finalAtOf(period, 1));
    });

    it("does not keep the leaf that they correct from being claimed alone", async () => {
      const { rewards, tft, payout, farmId, primary } = await correctedBy({ uptimeSeconds: uptimeOf(990) });

      await expect(rewards.claim(farmId, [primary])).to.changeTokenBalance(ethers, tft, payout, rewardOf(960));
    });
  });
});
