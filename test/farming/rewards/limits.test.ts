import { expect } from "chai";
import hre from "hardhat";
import { toBatchClaim } from "../../../sdk/rewards/claim-structs.ts";
import type { DeploymentSettings } from "../../../sdk/deployment/settings.ts";
import { actors } from "../../helpers/actors.ts";
import { closeBatch, exampleMeasurement } from "../../helpers/batches.ts";
import { deployGrid, localSettings } from "../../helpers/deploy-grid.ts";
import { endedPeriodOfFleet, FULL_REWARD, singleClaim } from "../../helpers/farming-fixtures.ts";
import { registerNode } from "../../helpers/nodes.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;

const TFT = 10_000_000n;
/** What the contract may mint in these tests: less than a node earns. */
const ALLOWANCE = 100n * TFT;
const OWED = FULL_REWARD - ALLOWANCE;

/** Nodes 1 to 3 of farm 1 and 4 and 5 of farm 2 were up all the time; rewards may be minted up to the allowance. */
async function fixture() {
  const context = await endedPeriodOfFleet(connection);
  const nodes = [1, 2, 3, 4, 5].map((nodeId) => exampleMeasurement({ nodeId, farmId: nodeId < 4 ? 1 : 2 }));
  const batch = await closeBatch(connection, context, nodes, { period: context.period });
  const { tft, rewards, admin } = context;
  const allow = (capacity: bigint, refillPerSecond: bigint) =>
    tft.connect(admin).setMinter(rewards, capacity, refillPerSecond);
  await allow(ALLOWANCE, 0n);
  return { ...context, batch, allow };
}

/** Farm 1 claimed node 1's reward and is owed most of it. */
async function owedFixture() {
  const context = await fixture();
  await context.rewards.claim(1, [singleClaim(context.batch)]);
  return context;
}

/** The same on a network whose supply cap is below a node's reward. */
async function cappedFixture() {
  const token: DeploymentSettings["token"] = { ...localSettings().token, supplyCapUnits: ALLOWANCE };
  const grid = await deployGrid(connection, localSettings({ token }));
  const people = await actors(connection);
  await grid.Directory.connect(people.farmer).createFarm("Green-Farm", people.payout);
  await registerNode(grid, people);
  const period = Number(await grid.Directory.currentPeriod()) + 1;
  const closing = { grid, attestors: people.attestors };
  const batch = await closeBatch(connection, closing, [exampleMeasurement()], { period });
  return { ...people, rewards: grid.FarmingRewards, tft: grid.TFT, batch };
}

describe("FarmingRewards", () => {
  describe("claiming more than may be minted", () => {
    it("pays what may be, and owes the farm the rest", async () => {
      const { rewards, tft, payout, farmId, batch } = await networkHelpers.loadFixture(fixture);

      const claimed = rewards.claim(farmId, [singleClaim(batch)]);
      await expect(claimed).to.emit(rewards, "RewardsOwed").withArgs(farmId, payout.address, OWED, 0);
      await expect(claimed).to.changeTokenBalance(ethers, tft, payout, ALLOWANCE);
      expect(await rewards.owedOf(farmId)).to.equal(OWED);
    });

    it("settles every node all the same", async () => {
      const { rewards, tft, farmId, period, batch } = await networkHelpers.loadFixture(fixture);
      await rewards.claim(farmId, [toBatchClaim(batch, [0, 1, 2])]);

      for (const nodeId of [1, 2, 3]) expect(await rewards.isSettled(period, nodeId)).to.equal(true);
      expect(await rewards.owedOf(farmId)).to.equal(3n * FULL_REWARD - ALLOWANCE);
      expect(await tft.totalSupply()).to.equal(ALLOWANCE);
    });

    it("owes all of it when nothing may be minted", async () => {
      const { rewards, tft, allow, payout, farmId, batch } = await networkHelpers.loadFixture(fixture);
      await allow(0n, 0n);

      const claimed = rewards.claim(farmId, [singleClaim(batch)]);
      await expect(claimed).to.emit(rewards, "RewardsOwed").withArgs(farmId, payout.address, FULL_REWARD, 0);
      await expect(claimed).to.changeTokenBalance(ethers, tft, payout, 0n);
    });

    it("adds to what is owed", async () => {
      const { rewards, payout, farmId, batch } = await networkHelpers.loadFixture(owedFixture);

      await expect(rewards.claim(farmId, [singleClaim(batch, 1)]))
        .to.emit(rewards, "RewardsOwed")
        .withArgs(farmId, payout.address, FULL_REWARD, 0);
      expect(await rewards.owedOf(farmId)).to.equal(OWED + FULL_REWARD);
    });

    it("never uses new allowance for what was owed before", async () => {
      const { rewards, tft, allow, payout, farmId, batch } = await networkHelpers.loadFixture(owedFixture);
      await allow(FULL_REWARD, FULL_REWARD);
      await time.increase(1);

      await expect(rewards.claim(farmId, [singleClaim(batch, 1)])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        FULL_REWARD,
      );
      expect(await rewards.owedOf(farmId)).to.equal(OWED);
    });
  });

  describe("paying what is owed", () => {
    it("pays all of it when it may be minted", async () => {
      const { rewards, tft, allow, stranger, payout, farmId } = await networkHelpers.loadFixture(owedFixture);
      await allow(OWED, OWED);
      await time.increase(1);

      const paid = rewards.connect(stranger).payOwed(farmId);
      await expect(paid).to.emit(rewards, "OwedPaid").withArgs(farmId, payout.address, OWED, 0);
      await expect(paid).to.changeTokenBalances(ethers, tft, [payout, stranger], [OWED, 0n]);
      expect(await rewards.owedOf(farmId)).to.equal(0);
    });

    it("pays it in parts as the allowance refills", async () => {
      const { rewards, tft, allow, payout, farmId } = await networkHelpers.loadFixture(owedFixture);
      const perSecond = 50n * TFT;
      await allow(ALLOWANCE, perSecond);

      for (const part of [perSecond, perSecond, perSecond, OWED - 3n * perSecond]) {
        await time.setNextBlockTimestamp((await time.latest()) + 1);
        const rest = (await rewards.owedOf(farmId)) - part;
        const paid = rewards.payOwed(farmId);
        await expect(paid).to.emit(rewards, "OwedPaid").withArgs(farmId, payout.address, part, rest);
        await expect(paid).to.changeTokenBalance(ethers, tft, payout, part);
      }
      expect(await rewards.owedOf(farmId)).to.equal(0);
    });

    it("pays farms in any order", async () => {
      const context = await networkHelpers.loadFixture(owedFixture);
      const { rewards, tft, allow, payout, otherPayout, farmId, otherFarmId, batch } = context;
      await rewards.claim(otherFarmId, [singleClaim(batch, 3)]);
      await allow(FULL_REWARD, FULL_REWARD);

      await time.increase(1);
      await expect(rewards.payOwed(otherFarmId)).to.changeTokenBalance(ethers, tft, otherPayout, FULL_REWARD);
      await time.increase(1);
      await expect(rewards.payOwed(farmId)).to.changeTokenBalance(ethers, tft, payout, OWED);
    });

    it("is possible and pays nothing while nothing may be minted", async () => {
      const { rewards, payout, farmId } = await networkHelpers.loadFixture(owedFixture);

      await expect(rewards.payOwed(farmId)).to.emit(rewards, "OwedPaid").withArgs(farmId, payout.address, 0, OWED);
      expect(await rewards.owedOf(farmId)).to.equal(OWED);
    });

    it("goes to the payout address of the day", async () => {
      const context = await networkHelpers.loadFixture(owedFixture);
      const { rewards, tft, directory, allow, farmer, stranger, otherPayout, farmId } = context;
      await allow(OWED, OWED);
      await directory.connect(farmer).changePayout(farmId, otherPayout);

      await expect(rewards.connect(stranger).payOwed(farmId))
        .to.be.revertedWithCustomError(rewards, "RewardsOnlyOwner")
        .withArgs(stranger.address, farmId, farmer.address);
      await time.increase(await directory.payoutDelay());
      await expect(rewards.connect(stranger).payOwed(farmId)).to.changeTokenBalance(ethers, tft, otherPayout, OWED);
    });

    it("needs something owed", async () => {
      const { rewards, farmId, otherFarmId } = await networkHelpers.loadFixture(fixture);

      for (const each of [farmId, otherFarmId]) {
        await expect(rewards.payOwed(each)).to.be.revertedWithCustomError(rewards, "RewardsNothingOwed").withArgs(each);
      }
    });

    it("needs a farm", async () => {
      const { rewards, directory } = await networkHelpers.loadFixture(fixture);

      await expect(rewards.payOwed(3)).to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound").withArgs(3);
    });
  });

  describe("claiming beyond the supply cap", () => {
    it("says how much of what is owed may never be paid", async () => {
      const { rewards, tft, payout, batch } = await networkHelpers.loadFixture(cappedFixture);

      const claimed = rewards.claim(1, [singleClaim(batch)]);
      await expect(claimed).to.emit(rewards, "RewardsOwed").withArgs(1, payout.address, OWED, OWED);
      await expect(claimed).to.changeTokenBalance(ethers, tft, payout, ALLOWANCE);
    });

    it("says it of the part beyond only", async () => {
      const { rewards, tft, admin, payout, batch } = await networkHelpers.loadFixture(cappedFixture);
      await tft.connect(admin).setMinter(rewards, 0, 0);

      await expect(rewards.claim(1, [singleClaim(batch)]))
        .to.emit(rewards, "RewardsOwed")
        .withArgs(1, payout.address, FULL_REWARD, OWED);
    });

    it("pays when burning makes room", async () => {
      const { rewards, tft, payout, batch } = await networkHelpers.loadFixture(cappedFixture);
      await rewards.claim(1, [singleClaim(batch)]);
      await expect(rewards.payOwed(1)).to.emit(rewards, "OwedPaid").withArgs(1, payout.address, 0, OWED);
      await tft.connect(payout).burn(TFT);

      await expect(rewards.payOwed(1)).to.changeTokenBalance(ethers, tft, payout, TFT);
      expect(await rewards.owedOf(1)).to.equal(OWED - TFT);
    });
  });
});
