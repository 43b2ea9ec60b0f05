import { expect } from "chai";
import hre from "hardhat";
import { toCorrectionClaim } from "../../../sdk/rewards/claim-structs.ts";
import { closeBatch, exampleMeasurement } from "../../helpers/batches.ts";
import { finalPeriod, FULL_REWARD, rewardOf, singleClaim, uptimeOf } from "../../helpers/farming-fixtures.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

/**
 * Three periods of node 1 are final: one to be claimed, one with a correction to be claimed, one that was claimed and is
 * owed. Then the admin closes everything that he can close.
 */
async function fixture() {
  const context = await finalPeriod(connection);
  const { grid, rewards, tft, admin, farmId, period } = context;
  const low = exampleMeasurement({ uptimeSeconds: uptimeOf(950) });
  const corrected = await closeBatch(connection, context, [low], { period: period + 1 });
  const leaf = exampleMeasurement({ corrects: { batch: 0, position: 0 } });
  const source = await closeBatch(connection, context, [leaf], { period: period + 1, batch: 1 });
  const correction = toCorrectionClaim({ source, position: 0 }, { source: corrected, position: 0 });
  const owed = await closeBatch(connection, context, [exampleMeasurement()], { period: period + 2 });
  await tft.connect(admin).setMinter(rewards, 0, 0);
  await rewards.claim(farmId, [singleClaim(owed)]);
  await tft.connect(admin).setMinter(rewards, 10n ** 12n, 10n ** 12n);

  const { AccessManager, Directory, FarmingPolicies, Measurements } = grid;
  for (const target of [tft, Directory, FarmingPolicies, Measurements, rewards]) {
    await AccessManager.connect(admin).setTargetClosed(target, true);
    expect(await AccessManager.isTargetClosed(target)).to.equal(true);
  }
  return { ...context, correction };
}

describe("FarmingRewards", () => {
  describe("when the admin has closed every contract that roles reach", () => {
    it("still pays claims", async () => {
      const { rewards, tft, stranger, payout, farmId, batch } = await networkHelpers.loadFixture(fixture);

      await expect(rewards.connect(stranger).claim(farmId, [singleClaim(batch)])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        FULL_REWARD,
      );
    });

    it("still pays corrections", async () => {
      const { rewards, tft, stranger, payout, farmId, correction } = await networkHelpers.loadFixture(fixture);

      await expect(rewards.connect(stranger).claimCorrections(farmId, [correction])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        rewardOf(1000),
      );
    });

    it("still pays what is owed", async () => {
      const { rewards, tft, stranger, payout, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(rewards.connect(stranger).payOwed(farmId)).to.changeTokenBalance(ethers, tft, payout, FULL_REWARD);
    });

    it("still takes new measurements", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, tft, payout, farmId, period } = context;
      const next = await closeBatch(connection, context, [exampleMeasurement()], { period: period + 3 });

      await expect(rewards.claim(farmId, [singleClaim(next)])).to.changeTokenBalance(ethers, tft, payout, FULL_REWARD);
    });

    it("still lets the farmer change where rewards go", async () => {
      const { rewards, directory, tft, farmer, otherPayout, farmId, batch } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).changePayout(farmId, otherPayout);
      await networkHelpers.time.increase(await directory.payoutDelay());

      await expect(rewards.claim(farmId, [singleClaim(batch)])).to.changeTokenBalance(
        ethers,
        tft,
        otherPayout,
        FULL_REWARD,
      );
    });

    it("lets no role act any more", async () => {
      const { rewards, measurements, governor, guardian, period } = await networkHelpers.loadFixture(fixture);

      await expect(rewards.connect(governor).setLastPeriod(period + 9))
        .to.be.revertedWithCustomError(rewards, "AccessManagedUnauthorized")
        .withArgs(governor.address);
      await expect(measurements.connect(guardian).reject(period, 0))
        .to.be.revertedWithCustomError(measurements, "AccessManagedUnauthorized")
        .withArgs(guardian.address);
    });
  });
});
