import { expect } from "chai";
import hre from "hardhat";
import { toBatchClaim, toLeaf } from "../../../sdk/rewards/claim-structs.ts";
import { encodeLeaf, encodeLeaves } from "../../../sdk/rules/leaf.ts";
import { multiProof } from "../../../sdk/rules/measurement-tree.ts";
import { closeBatch, exampleMeasurement } from "../../helpers/batches.ts";
import { endedPeriodOfFleet, FULL_REWARD, rewardOf, singleClaim, uptimeOf } from "../../helpers/farming-fixtures.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

/** Nodes 1 to 3 of farm 1 and 4 and 5 of farm 2 are measured in a period, and one of them in the next. */
async function fixture() {
  const context = await endedPeriodOfFleet(connection);
  const { period } = context;
  const nodes = [1, 2, 3, 4, 5].map((nodeId) => exampleMeasurement({ nodeId, farmId: nodeId < 4 ? 1 : 2 }));
  const batch = await closeBatch(connection, context, nodes, { period });
  const next = await closeBatch(connection, context, [nodes[0]!], { period: period + 1 });
  return { ...context, batch, next };
}

type Context = Awaited<ReturnType<typeof fixture>>;

function expectNoProof({ rewards, farmId }: Context, claim: ReturnType<typeof singleClaim>) {
  return expect(rewards.claim(farmId, [claim]))
    .to.be.revertedWithCustomError(rewards, "RewardsProofInvalid")
    .withArgs(claim.period, claim.batch);
}

describe("FarmingRewards", () => {
  describe("proving leaves", () => {
    for (const positions of [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]) {
      it(`takes the common proof of positions ${positions.join(", ")}`, async () => {
        const { rewards, tft, payout, farmId, batch } = await networkHelpers.loadFixture(fixture);

        await expect(rewards.claim(farmId, [toBatchClaim(batch, positions)])).to.changeTokenBalance(
          ethers,
          tft,
          payout,
          FULL_REWARD * BigInt(positions.length),
        );
      });
    }

    for (const position of [0, 1, 2]) {
      it(`takes the plain proof of position ${position}`, async () => {
        const { rewards, tft, payout, farmId, batch } = await networkHelpers.loadFixture(fixture);

        await expect(rewards.claim(farmId, [singleClaim(batch, position)])).to.changeTokenBalance(
          ethers,
          tft,
          payout,
          FULL_REWARD,
        );
      });
    }

    it("takes the proof of one leaf in the form of a common one", async () => {
      const { rewards, tft, payout, farmId, batch } = await networkHelpers.loadFixture(fixture);
      const claim = singleClaim(batch);
      const proofFlags = claim.proof.map(() => false);

      await expect(rewards.claim(farmId, [{ ...claim, proofFlags }])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        FULL_REWARD,
      );
    });

    it("needs none for the only leaf of a batch", async () => {
      const { rewards, tft, payout, farmId, next } = await networkHelpers.loadFixture(fixture);
      const claim = singleClaim(next);
      expect(claim.proof).to.deep.equal([]);

      await expect(rewards.claim(farmId, [claim])).to.changeTokenBalance(ethers, tft, payout, FULL_REWARD);
    });

    it("refuses a leaf with other measurements", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const better = exampleMeasurement({ uptimeSeconds: 4e6 });
      const forged = toLeaf({ source: { ...context.batch, leaves: encodeLeaf(better) }, position: 0 });

      await expectNoProof(context, { ...singleClaim(context.batch), leaves: [forged] });
    });

    it("refuses a leaf at another position", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const claim = singleClaim(context.batch, 0);

      await expectNoProof(context, { ...claim, leaves: [{ ...claim.leaves[0]!, position: 1 }] });
    });

    it("refuses another leaf's proof", async () => {
      const context = await networkHelpers.loadFixture(fixture);

      const { proof } = singleClaim(context.batch, 1);
      await expectNoProof(context, { ...singleClaim(context.batch, 2), proof });
    });

    it("refuses a proof that is cut, or goes on", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const claim = singleClaim(context.batch);

      await expectNoProof(context, { ...claim, proof: claim.proof.slice(0, -1) });
      await expectNoProof(context, { ...claim, proof: [...claim.proof, context.batch.tree.root] });
      await expectNoProof(context, { ...claim, proof: [] });
    });

    it("refuses leaves of another period", async () => {
      const context = await networkHelpers.loadFixture(fixture);

      await expectNoProof(context, { ...singleClaim(context.batch), period: context.period + 1 });
      await expectNoProof(context, { ...singleClaim(context.next), period: context.period });
    });

    it("refuses leaves of another batch", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const lower = exampleMeasurement({ uptimeSeconds: uptimeOf(960) });
      const later = await closeBatch(connection, context, [lower], { period: context.period, batch: 1 });

      await expectNoProof(context, { ...singleClaim(context.batch), batch: 1 });
      await expectNoProof(context, { ...singleClaim(later), batch: 0 });
    });

    it("refuses a common proof of which one leaf is wrong", async () => {
      const { rewards, farmId, period, batch } = await networkHelpers.loadFixture(fixture);
      const claim = toBatchClaim(batch, [0, 1, 2]);
      const [first, second, third] = [0, 1, 2].map((position) => toLeaf({ source: batch, position }));

      for (const leaves of [
        [first!, second!, { ...third!, position: 3 }],
        [first!, third!, second!],
        [first!, first!, third!],
      ]) {
        await expect(rewards.claim(farmId, [{ ...claim, leaves }]))
          .to.be.revertedWithCustomError(rewards, "RewardsProofInvalid")
          .withArgs(period, 0);
      }
    });

    it("refuses several leaves with a proof of one", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const claim = singleClaim(context.batch);

      await expectNoProof(context, { ...claim, leaves: [...claim.leaves, ...claim.leaves] });
    });

    it("refuses a common proof with flags missing or to spare", async () => {
      const { rewards, farmId, period, batch } = await networkHelpers.loadFixture(fixture);
      const claim = toBatchClaim(batch, [0, 1]);
      const { proofFlags } = multiProof(batch.tree, [0, 1]);

      for (const flags of [proofFlags.slice(1), [...proofFlags, false]]) {
        await expect(rewards.claim(farmId, [{ ...claim, proofFlags: flags }]))
          .to.be.revertedWithCustomError(rewards, "RewardsProofInvalid")
          .withArgs(period, 0);
      }
    });

    it("does not take a leaf for two when a batch holds it twice", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, tft, payout, farmId } = context;
      const low = exampleMeasurement({ uptimeSeconds: uptimeOf(950) });
      const leaves = encodeLeaves([low, exampleMeasurement(), low]);
      const period = context.period + 2;
      const batch = await closeBatch(connection, context, leaves, { period });

      await expect(rewards.claim(farmId, [toBatchClaim(batch, [0, 1, 2])])).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        rewardOf(950),
      );
    });
  });
});
