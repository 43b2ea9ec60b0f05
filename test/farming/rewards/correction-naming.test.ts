import { expect } from "chai";
import hre from "hardhat";
import type { PublishedBatch } from "../../../sdk/measurements/read-batch.ts";
import { toCorrectionClaim } from "../../../sdk/rewards/claim-structs.ts";
import { encodeLeaf } from "../../../sdk/rules/leaf.ts";
import type { Measurement } from "../../../sdk/rules/measurement.ts";
import { OUTCOMES } from "../../../sdk/rules/reward.ts";
import type { CorrectionClaimStruct } from "../../../typechain-types/contracts/farming/FarmingRewards.ts";
import { closeBatch, exampleMeasurement } from "../../helpers/batches.ts";
import { consentToMove } from "../../helpers/consents.ts";
import {
  endedPeriodOfFleet,
  FULL_REWARD,
  keyOfNode,
  rewardOf,
  singleClaim,
  uptimeOf,
} from "../../helpers/farming-fixtures.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

const LOW = { uptimeSeconds: uptimeOf(960) };
const FIRST = { batch: 0, position: 0 };

/** Nodes 1 and 2 of farm 1 and node 4 of farm 2 are measured: 960 per mille of uptime each. */
async function fixture() {
  const context = await endedPeriodOfFleet(connection);
  const { period } = context;
  const nodes = [1, 2, 4].map((nodeId) => exampleMeasurement({ nodeId, farmId: nodeId === 4 ? 2 : 1, ...LOW }));
  return { ...context, batch: await closeBatch(connection, context, nodes, { period }) };
}

type Context = Awaited<ReturnType<typeof fixture>>;

/** Later batches of the period, from batch 1 on, of one leaf each. */
async function withLater(...leaves: Partial<Measurement>[]) {
  const context = await networkHelpers.loadFixture(fixture);
  const { period } = context;
  const later: PublishedBatch[] = [];
  for (const [index, changes] of leaves.entries()) {
    later.push(await closeBatch(connection, context, [exampleMeasurement(changes)], { period, batch: index + 1 }));
  }
  return { ...context, later };
}

function claimOf(correction: PublishedBatch, primary: PublishedBatch, position = 0): CorrectionClaimStruct {
  return toCorrectionClaim({ source: correction, position: 0 }, { source: primary, position });
}

async function expectMismatch({ rewards, farmId, period }: Context, correction: CorrectionClaimStruct) {
  await expect(rewards.claimCorrections(farmId, [correction]))
    .to.be.revertedWithCustomError(rewards, "RewardsPrimaryMismatch")
    .withArgs(period, correction.batch, correction.leaf.position);
}

describe("FarmingRewards", () => {
  describe("a correction that names a leaf", () => {
    it("is refused with another leaf of the batch", async () => {
      const { later, ...context } = await withLater({ corrects: FIRST });

      await expectMismatch(context, claimOf(later[0]!, context.batch, 1));
    });

    it("is refused when it names another node's", async () => {
      const { later, ...context } = await withLater({ corrects: { batch: 0, position: 1 } });

      await expectMismatch(context, claimOf(later[0]!, context.batch, 1));
    });

    it("is refused when it names a correction", async () => {
      const { later, ...context } = await withLater({ corrects: FIRST }, { corrects: { batch: 1, position: 0 } });

      await expectMismatch(context, claimOf(later[1]!, later[0]!));
    });

    it("is refused when it names itself or a later batch", async () => {
      const { later, ...context } = await withLater(
        { corrects: { batch: 1, position: 0 } },
        { corrects: { batch: 3, position: 0 } },
        {},
      );

      await expectMismatch(context, claimOf(later[0]!, later[0]!));
      await expectMismatch(context, claimOf(later[1]!, later[2]!));
    });

    it("is refused when it names none", async () => {
      const { later, ...context } = await withLater({});

      await expectMismatch(context, claimOf(later[0]!, context.batch));
    });

    it("is refused when the leaf is not in the batch that it names", async () => {
      const { later, ...context } = await withLater({ nodeId: 2 }, { corrects: { batch: 1, position: 0 } });
      const { rewards, farmId, period, batch } = context;

      await expect(rewards.claimCorrections(farmId, [claimOf(later[1]!, batch)]))
        .to.be.revertedWithCustomError(rewards, "RewardsProofInvalid")
        .withArgs(period, 1);
    });
  });

  describe("proving a correction", () => {
    it("needs the proof of the correction", async () => {
      const { later, rewards, farmId, period, batch } = await withLater({ corrects: FIRST });
      const claim = claimOf(later[0]!, batch);

      await expect(rewards.claimCorrections(farmId, [{ ...claim, proof: [batch.tree.root] }]))
        .to.be.revertedWithCustomError(rewards, "RewardsProofInvalid")
        .withArgs(period, 1);
    });

    it("needs the proof of the leaf that it corrects", async () => {
      const { later, rewards, farmId, period, batch } = await withLater({ corrects: FIRST });
      const claim = claimOf(later[0]!, batch);

      await expect(rewards.claimCorrections(farmId, [{ ...claim, primaryProof: claim.primaryProof.slice(1) }]))
        .to.be.revertedWithCustomError(rewards, "RewardsProofInvalid")
        .withArgs(period, 0);
    });

    it("refuses a leaf that was made up to have been worth less", async () => {
      const { later, rewards, farmId, period, batch } = await withLater({ corrects: FIRST });
      const claim = claimOf(later[0]!, batch);
      const worthless = encodeLeaf(exampleMeasurement({ violation: "clockSkew" }));
      const primary = { ...claim.primary, head: ethers.hexlify(worthless.subarray(0, 32)) };
      await rewards.claim(farmId, [singleClaim(batch)]);

      await expect(rewards.claimCorrections(farmId, [{ ...claim, primary }]))
        .to.be.revertedWithCustomError(rewards, "RewardsProofInvalid")
        .withArgs(period, 0);
    });

    it("refuses it for another period", async () => {
      const { later, rewards, measurements, farmId, period, batch } = await withLater({ corrects: FIRST });

      await expect(rewards.claimCorrections(farmId, [{ ...claimOf(later[0]!, batch), period: period + 1 }]))
        .to.be.revertedWithCustomError(measurements, "MeasurementsNotFinal")
        .withArgs(period + 1, 1, 0);
    });
  });

  describe("a correction of a leaf that cannot be paid", () => {
    it("pays the node's farm when the leaf named terms of another time", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { grid, directory, rewards, tft, farmer, otherFarmer, otherPayout } = context;
      // Node 3 joins farm 2 with the next period, but its leaf still names its old terms.
      const move = { nodeId: 3n, toFarmId: 2n };
      const nodeConsent = await consentToMove(grid, keyOfNode(3), move);
      const farmerConsent = await consentToMove(grid, otherFarmer, move);
      await directory.connect(farmer).moveNode(move.nodeId, move.toFarmId, nodeConsent, farmerConsent);
      const period = context.period + 2;
      const stale = await closeBatch(connection, context, [exampleMeasurement({ nodeId: 3 })], { period });
      const right = { nodeId: 3, farmId: 2, termsIndex: 1, ...LOW, corrects: FIRST };
      const later = await closeBatch(connection, context, [exampleMeasurement(right)], { period, batch: 1 });

      await expect(rewards.claim(1, [singleClaim(stale)]))
        .to.be.revertedWithCustomError(rewards, "RewardsTermsNotInForce")
        .withArgs(3, 0, period);
      await expect(rewards.claimCorrections(1, [claimOf(later, stale)]))
        .to.be.revertedWithCustomError(rewards, "RewardsForeignFarm")
        .withArgs(2, 1, 3);
      await expect(rewards.claimCorrections(2, [claimOf(later, stale)])).to.changeTokenBalance(
        ethers,
        tft,
        otherPayout,
        rewardOf(960),
      );
    });

    it("counts a leaf of unknown version as nothing", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, tft, payout } = context;
      const period = context.period + 1;
      const odd = encodeLeaf(exampleMeasurement());
      odd[0] = 2;
      const unknown = await closeBatch(connection, context, odd, { period });
      const leaf = exampleMeasurement({ ...LOW, corrects: FIRST });
      const later = await closeBatch(connection, context, [leaf], { period, batch: 1 });

      await expect(rewards.claimCorrections(1, [claimOf(later, unknown)])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        rewardOf(960),
      );
    });
  });

  describe("a correction that cannot be paid itself", () => {
    it("is refused when its terms do not cover the period", async () => {
      const { later, rewards, farmId, period, batch } = await withLater({ termsIndex: 1, corrects: FIRST });

      await expect(rewards.claimCorrections(farmId, [claimOf(later[0]!, batch)]))
        .to.be.revertedWithCustomError(rewards, "RewardsTermsNotInForce")
        .withArgs(1, 1, period);
    });

    it("is refused when its version is unknown", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, farmId, period, batch } = context;
      const odd = encodeLeaf(exampleMeasurement({ corrects: FIRST }));
      odd[0] = 7;
      const later = await closeBatch(connection, context, odd, { period, batch: 1 });

      await expect(rewards.claimCorrections(farmId, [claimOf(later, batch)]))
        .to.be.revertedWithCustomError(rewards, "RewardsLeafVersionUnknown")
        .withArgs(1, period, 7);
    });

    it("is refused for another farm", async () => {
      const { later, rewards, otherFarmId, batch } = await withLater({ corrects: FIRST });

      await expect(rewards.claimCorrections(otherFarmId, [claimOf(later[0]!, batch)]))
        .to.be.revertedWithCustomError(rewards, "RewardsForeignFarm")
        .withArgs(1, 2, 1);
    });

    it("leaves other nodes' corrections in the same batch claimable", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, tft, payout, farmId, period, batch } = context;
      const odd = exampleMeasurement({ corrects: { batch: 0, position: 1 } });
      const right = exampleMeasurement({ nodeId: 2, corrects: { batch: 0, position: 1 } });
      const later = await closeBatch(connection, context, [odd, right], { period, batch: 1 });
      const claim = toCorrectionClaim({ source: later, position: 1 }, { source: batch, position: 1 });

      await expect(rewards.claimCorrections(farmId, [claim]))
        .to.emit(rewards, "RewardSettled")
        .withArgs(farmId, 2, period, 1, 1, FULL_REWARD, OUTCOMES.indexOf("paid"));
      expect(await tft.balanceOf(payout)).to.equal(FULL_REWARD);
    });
  });
});
