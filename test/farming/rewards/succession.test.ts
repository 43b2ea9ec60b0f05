import { expect } from "chai";
import hre from "hardhat";
import { FarmingRewards__factory } from "../../../typechain-types/factories/contracts/farming/FarmingRewards__factory.ts";
import { toCorrectionClaim } from "../../../sdk/rewards/claim-structs.ts";
import type { PublishedBatch } from "../../../sdk/measurements/read-batch.ts";
import { closeBatch, exampleMeasurement } from "../../helpers/batches.ts";
import { finalPeriod, FULL_REWARD, rewardOf, singleClaim, uptimeOf } from "../../helpers/farming-fixtures.ts";
import { goToPeriod } from "../../helpers/periods.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

const FOREVER = 2 ** 24 - 1;

/** The first period of node 1 is final; the one after it is running, and is to be the last of this version. */
async function fixture() {
  const context = await finalPeriod(connection);
  const current = Number(await context.directory.currentPeriod());
  return { ...context, current, governed: context.rewards.connect(context.governor) };
}

type Context = Awaited<ReturnType<typeof fixture>>;

function deploySuccessor({ grid, rewards, deployer }: Context, firstPeriod = 0) {
  const { Directory, FarmingPolicies, Measurements, TFT, AccessManager } = grid;
  const predecessor = firstPeriod === 0 ? rewards : ethers.ZeroAddress;
  return new FarmingRewards__factory(deployer).deploy(
    Directory,
    FarmingPolicies,
    Measurements,
    TFT,
    firstPeriod,
    predecessor,
    AccessManager,
  );
}

/** The period after the running one is the last of the old version; the successor may mint as well. */
async function succeededFixture() {
  const context = await fixture();
  const { grid, governed, governor, current } = context;
  const lastPeriod = current + 1;
  await governed.setLastPeriod(lastPeriod);
  const successor = await deploySuccessor(context);
  await grid.TFT.connect(governor).setMinter(successor, 10n ** 12n, 10n ** 7n);
  const last = await closeBatch(connection, context, [exampleMeasurement()], { period: lastPeriod });
  const next = await closeBatch(connection, context, [exampleMeasurement()], { period: lastPeriod + 1 });
  return { ...context, successor, lastPeriod, last, next };
}

/** One leaf of a later batch corrects node 1's measurements of a period. */
async function correct(context: Context, primary: PublishedBatch) {
  const leaf = exampleMeasurement({ corrects: { batch: 0, position: 0 } });
  const source = await closeBatch(connection, context, [leaf], { period: primary.period, batch: 1 });
  return toCorrectionClaim({ source, position: 0 }, { source: primary, position: 0 });
}

describe("FarmingRewards", () => {
  describe("deploying", () => {
    it("says with which period it begins", async () => {
      const { rewards } = await networkHelpers.loadFixture(fixture);

      const [started] = await rewards.queryFilter(rewards.filters.RewardsStarted());
      expect([...started!.args]).to.deep.equal([0n, ethers.ZeroAddress]);
    });

    it("binds the contracts that it reads and the token that it pays", async () => {
      const { grid, rewards } = await networkHelpers.loadFixture(fixture);

      expect(await rewards.DIRECTORY()).to.equal(await grid.Directory.getAddress());
      expect(await rewards.POLICIES()).to.equal(await grid.FarmingPolicies.getAddress());
      expect(await rewards.MEASUREMENTS()).to.equal(await grid.Measurements.getAddress());
      expect(await rewards.TFT()).to.equal(await grid.TFT.getAddress());
    });
  });

  describe("setting the last period", () => {
    it("takes the next one", async () => {
      const { rewards, governed, current } = await networkHelpers.loadFixture(fixture);
      expect(await rewards.lastPeriod()).to.equal(FOREVER);

      await expect(governed.setLastPeriod(current + 1))
        .to.emit(rewards, "LastPeriodSet")
        .withArgs(current + 1);
      expect(await rewards.lastPeriod()).to.equal(current + 1);
    });

    it("takes the twenty-fourth after the running one", async () => {
      const { rewards, governed, current } = await networkHelpers.loadFixture(fixture);

      await expect(governed.setLastPeriod(current + 24))
        .to.emit(rewards, "LastPeriodSet")
        .withArgs(current + 24);
    });

    it("refuses periods that have begun, later ones than the twenty-fourth, and no end", async () => {
      const { rewards, governed, current } = await networkHelpers.loadFixture(fixture);

      for (const refused of [0, current - 1, current, current + 25, FOREVER - 1, FOREVER]) {
        await expect(governed.setLastPeriod(refused))
          .to.be.revertedWithCustomError(rewards, "RewardsLastPeriodInvalid")
          .withArgs(refused, FOREVER, current + 1);
      }
    });

    it("is done once", async () => {
      const { rewards, governed, current } = await networkHelpers.loadFixture(fixture);
      await governed.setLastPeriod(current + 5);

      for (const again of [current + 5, current + 6]) {
        await expect(governed.setLastPeriod(again))
          .to.be.revertedWithCustomError(rewards, "RewardsLastPeriodInvalid")
          .withArgs(again, current + 5, current + 1);
      }
    });

    it("is the governor's alone", async () => {
      const { rewards, guardian, farmer, stranger, current } = await networkHelpers.loadFixture(fixture);

      for (const caller of [guardian, farmer, stranger]) {
        await expect(rewards.connect(caller).setLastPeriod(current + 1))
          .to.be.revertedWithCustomError(rewards, "AccessManagedUnauthorized")
          .withArgs(caller.address);
      }
    });
  });

  describe("deploying a successor", () => {
    it("needs a predecessor that ends", async () => {
      const context = await networkHelpers.loadFixture(fixture);

      await expect(deploySuccessor(context))
        .to.be.revertedWithCustomError(context.rewards, "RewardsPredecessorNotEnding")
        .withArgs(await context.rewards.getAddress());
    });

    it("begins with the period after the predecessor's last one", async () => {
      const { rewards, successor, lastPeriod } = await networkHelpers.loadFixture(succeededFixture);

      expect(await successor.firstPeriod()).to.equal(lastPeriod + 1);
      expect(await successor.lastPeriod()).to.equal(FOREVER);
      await expect(successor.deploymentTransaction())
        .to.emit(successor, "RewardsStarted")
        .withArgs(lastPeriod + 1, await rewards.getAddress());
    });
  });

  describe("claiming when there is a successor", () => {
    it("is for the old version up to its last period", async () => {
      const { rewards, successor, tft, payout, farmId, lastPeriod, last } =
        await networkHelpers.loadFixture(succeededFixture);

      await expect(successor.claim(farmId, [singleClaim(last)]))
        .to.be.revertedWithCustomError(successor, "RewardsPeriodOutOfRange")
        .withArgs(lastPeriod, lastPeriod + 1, FOREVER);
      await expect(rewards.claim(farmId, [singleClaim(last)])).to.changeTokenBalance(ethers, tft, payout, FULL_REWARD);
    });

    it("is for the successor after it", async () => {
      const { rewards, successor, tft, payout, farmId, lastPeriod, next } =
        await networkHelpers.loadFixture(succeededFixture);

      await expect(rewards.claim(farmId, [singleClaim(next)]))
        .to.be.revertedWithCustomError(rewards, "RewardsPeriodOutOfRange")
        .withArgs(lastPeriod + 1, 0, lastPeriod);
      await expect(successor.claim(farmId, [singleClaim(next)])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        FULL_REWARD,
      );
    });

    it("pays the old version's periods years later", async () => {
      const context = await networkHelpers.loadFixture(succeededFixture);
      const { grid, rewards, tft, payout, farmId, batch, last, lastPeriod } = context;
      await goToPeriod(connection, grid, BigInt(lastPeriod) + 60n);

      await expect(rewards.claim(farmId, [singleClaim(batch), singleClaim(last)])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        2n * FULL_REWARD,
      );
    });

    it("leaves corrections to the version that pays the period", async () => {
      const context = await networkHelpers.loadFixture(succeededFixture);
      const { rewards, successor, tft, payout, farmId, lastPeriod, last, next } = context;
      const [ofLast, ofNext] = [await correct(context, last), await correct(context, next)];

      await expect(successor.claimCorrections(farmId, [ofLast]))
        .to.be.revertedWithCustomError(successor, "RewardsPeriodOutOfRange")
        .withArgs(lastPeriod, lastPeriod + 1, FOREVER);
      await expect(rewards.claimCorrections(farmId, [ofNext]))
        .to.be.revertedWithCustomError(rewards, "RewardsPeriodOutOfRange")
        .withArgs(lastPeriod + 1, 0, lastPeriod);
      await expect(rewards.claimCorrections(farmId, [ofLast])).to.changeTokenBalance(ethers, tft, payout, FULL_REWARD);
      await expect(successor.claimCorrections(farmId, [ofNext])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        FULL_REWARD,
      );
    });

    it("refuses a whole claim that has a period of the other version", async () => {
      const { rewards, farmId, batch, last, next, lastPeriod } = await networkHelpers.loadFixture(succeededFixture);

      await expect(rewards.claim(farmId, [singleClaim(batch), singleClaim(last), singleClaim(next)]))
        .to.be.revertedWithCustomError(rewards, "RewardsPeriodOutOfRange")
        .withArgs(lastPeriod + 1, 0, lastPeriod);
    });
  });

  describe("ending a version whose batches were claimed before", () => {
    it("goes on paying them", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, governed, tft, payout, farmId, period, current } = context;
      const low = exampleMeasurement({ uptimeSeconds: uptimeOf(950) });
      const running = await closeBatch(connection, context, [low], { period: period + 1 });
      await rewards.claim(farmId, [singleClaim(running)]);
      await governed.setLastPeriod(current + 9);

      await expect(rewards.claimCorrections(farmId, [await correct(context, running)])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        rewardOf(50),
      );
    });
  });
});
