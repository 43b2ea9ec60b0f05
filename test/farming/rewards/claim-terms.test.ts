import { expect } from "chai";
import hre from "hardhat";
import { encodeLeaf } from "../../../sdk/rules/leaf.ts";

import type { Measurement } from "../../../sdk/rules/measurement.ts";
import { closeBatch, exampleMeasurement } from "../../helpers/batches.ts";
import { deployGrid, localSettings } from "../../helpers/deploy-grid.ts";
import { endedPeriod, FULL_REWARD, singleClaim } from "../../helpers/farming-fixtures.ts";
import { registerNode } from "../../helpers/nodes.ts";
import { passPeriods } from "../../helpers/periods.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

/** Node 1's terms 0 cover `period`, which has ended, and all later ones. */
async function fixture() {
  return endedPeriod(connection);
}

/** The claim of a single leaf, in a batch of its own. */
async function leafOf(changes: Partial<Measurement>, periodsLater = 0) {
  const context = await networkHelpers.loadFixture(fixture);
  const period = context.period + periodsLater;
  const batch = await closeBatch(connection, context, [exampleMeasurement(changes)], { period });
  return { ...context, period, claim: singleClaim(batch) };
}

describe("FarmingRewards", () => {
  describe("claiming by the terms that a leaf names", () => {
    it("needs terms that exist", async () => {
      const { rewards, farmId, period, claim } = await leafOf({ termsIndex: 1 });

      await expect(rewards.claim(farmId, [claim]))
        .to.be.revertedWithCustomError(rewards, "RewardsTermsNotInForce")
        .withArgs(1, 1, period);
    });

    it("needs a node that exists", async () => {
      const { rewards, farmId, period, claim } = await leafOf({ nodeId: 2 });

      await expect(rewards.claim(farmId, [claim]))
        .to.be.revertedWithCustomError(rewards, "RewardsTermsNotInForce")
        .withArgs(2, 0, period);
    });

    it("pays no period before they began", async () => {
      const { rewards, farmId, period, claim } = await leafOf({}, -1);

      await expect(rewards.claim(farmId, [claim]))
        .to.be.revertedWithCustomError(rewards, "RewardsTermsNotInForce")
        .withArgs(1, 0, period);
    });

    it("pays no period after they ended", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, tft, directory, farmer, payout, farmId, nodeId, period } = context;

      // The period after the one that ended is running; removal takes effect with the next one.
      await directory.connect(farmer).removeNode(nodeId);
      const last = await closeBatch(connection, context, [exampleMeasurement()], { period: period + 1 });
      const beyond = await closeBatch(connection, context, [exampleMeasurement()], { period: period + 2 });

      await expect(rewards.claim(farmId, [singleClaim(last)])).to.changeTokenBalance(ethers, tft, payout, FULL_REWARD);
      await expect(rewards.claim(farmId, [singleClaim(beyond)]))
        .to.be.revertedWithCustomError(rewards, "RewardsTermsNotInForce")
        .withArgs(nodeId, 0, period + 2);
    });

    it("pays the farm of the terms and no other", async () => {
      const { rewards, otherFarmId, farmId, nodeId, claim } = await leafOf({});

      await expect(rewards.claim(otherFarmId, [claim]))
        .to.be.revertedWithCustomError(rewards, "RewardsForeignFarm")
        .withArgs(farmId, otherFarmId, nodeId);
    });

    it("pays that farm even if the leaf says another", async () => {
      const { rewards, tft, payout, farmId, otherFarmId, claim } = await leafOf({ farmId: 2 });

      await expect(rewards.claim(otherFarmId, [claim])).to.be.revertedWithCustomError(rewards, "RewardsForeignFarm");
      await expect(rewards.claim(farmId, [claim])).to.changeTokenBalance(ethers, tft, payout, FULL_REWARD);
    });

    it("uses the terms that covered the period, not the newest ones", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, tft, directory, certifier, payout, farmId, nodeId, period } = context;
      await directory.connect(certifier).certifyNode(nodeId, true);
      const before = await closeBatch(connection, context, [exampleMeasurement()], { period: period + 1 });
      const certified = [exampleMeasurement({ termsIndex: 1 })];
      const after = await closeBatch(connection, context, certified, { period: period + 2 });

      await expect(rewards.claim(farmId, [singleClaim(after)])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        (FULL_REWARD * 5n) / 4n,
      );
      await expect(rewards.claim(farmId, [singleClaim(before)])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        FULL_REWARD,
      );
    });
  });

  describe("claiming odd leaves", () => {
    it("refuses a version that it does not know", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, farmId, nodeId, period } = context;
      const leaf = encodeLeaf(exampleMeasurement());

      for (const [batch, version] of [0, 2].entries()) {
        leaf[0] = version;
        const claim = singleClaim(await closeBatch(connection, context, leaf, { period, batch }));
        await expect(rewards.claim(farmId, [claim]))
          .to.be.revertedWithCustomError(rewards, "RewardsLeafVersionUnknown")
          .withArgs(nodeId, period, version);
      }
    });

    it("refuses a correction, which needs the leaf that it corrects", async () => {
      const { rewards, farmId, period, claim } = await leafOf({ corrects: { batch: 0, position: 0 } });

      await expect(rewards.claim(farmId, [claim]))
        .to.be.revertedWithCustomError(rewards, "RewardsLeafIsCorrection")
        .withArgs(period, 0, 0);
    });

    it("leaves the other leaves of the batch claimable", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, tft, payout, farmId, period } = context;
      const odd = exampleMeasurement({ nodeId: 2, termsIndex: 9 });
      const batch = await closeBatch(connection, context, [exampleMeasurement(), odd], { period });

      await expect(rewards.claim(farmId, [singleClaim(batch, 0)])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        FULL_REWARD,
      );
      await expect(rewards.claim(farmId, [singleClaim(batch, 1)])).to.be.revertedWithCustomError(
        rewards,
        "RewardsTermsNotInForce",
      );
    });
  });

  describe("claiming periods before the first one that is paid", () => {
    it("is refused", async () => {
      const { period, ...accounts } = await networkHelpers.loadFixture(fixture);
      const first = period + 2;
      const grid = await deployGrid(connection, localSettings({ firstPeriod: first }));
      const { Directory, FarmingRewards: rewards } = grid;
      await Directory.connect(accounts.farmer).createFarm("Green-Farm", accounts.payout);
      await registerNode(grid, accounts);
      await passPeriods(connection, grid, 2n);
      const closing = { grid, attestors: accounts.attestors };
      const early = await closeBatch(connection, closing, [exampleMeasurement()], { period: first - 1 });
      const paid = await closeBatch(connection, closing, [exampleMeasurement()], { period: first });

      expect([await rewards.firstPeriod(), await rewards.lastPeriod()]).to.deep.equal([first, 2 ** 24 - 1]);
      await expect(rewards.claim(1, [singleClaim(early)]))
        .to.be.revertedWithCustomError(rewards, "RewardsPeriodOutOfRange")
        .withArgs(first - 1, first, 2 ** 24 - 1);
      await expect(rewards.claim(1, [singleClaim(paid)])).to.changeTokenBalance(
        ethers,
        grid.TFT,
        accounts.payout,
        FULL_REWARD,
      );
    });
  });
});
