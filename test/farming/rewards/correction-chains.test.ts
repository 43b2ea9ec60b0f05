import { expect } from "chai";
import hre from "hardhat";
import { toCorrectionClaim } from "../../../sdk/rewards/claim-structs.ts";
import { OUTCOMES } from "../../../sdk/rules/reward.ts";
import { closeBatch, exampleMeasurement } from "../../helpers/batches.ts";
import { endedPeriod, rewardOf, singleClaim, uptimeOf } from "../../helpers/farming-fixtures.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

/** Per mille of uptime in the node's first leaf and in the three corrections of it; the second one is the best. */
const CHAIN = [960, 970, 990, 980] as const;

/** Node 1's first leaf stands in batch 0, its corrections in batches 1 to 3. */
async function fixture() {
  return withChain(0);
}

/** It was forgotten: its first leaf stands in batch 1, behind another node's, the corrections in batches 2 to 4. */
async function forgottenFixture() {
  return withChain(1);
}

async function withChain(firstBatch: number) {
  const context = await endedPeriod(connection);
  const { period } = context;
  const close = (batch: number, permille: number, changes = {}) => {
    const measurement = exampleMeasurement({ uptimeSeconds: uptimeOf(permille), ...changes });
    return closeBatch(connection, context, [measurement], { period, batch });
  };
  if (firstBatch === 1) await close(0, 1000, { nodeId: 2 });
  const [permille, ...corrected] = CHAIN;
  const primary = await close(firstBatch, permille);
  const corrections = [];
  for (const [index, better] of corrected.entries()) {
    const source = await close(firstBatch + 1 + index, better, { corrects: { batch: firstBatch, position: 0 } });
    corrections.push(toCorrectionClaim({ source, position: 0 }, { source: primary, position: 0 }));
  }
  return { ...context, primary: singleClaim(primary), corrections };
}

type Context = Awaited<ReturnType<typeof fixture>>;

/** Claims the first leaf (0) and the corrections (1 to 3) in that order; what each paid. */
async function claimInOrder({ rewards, farmId, primary, corrections }: Context, order: readonly number[]) {
  const paid: bigint[] = [];
  for (const index of order) {
    if (index === 0) {
      paid.push(await rewards.claim.staticCall(farmId, [primary]));
      await rewards.claim(farmId, [primary]);
    } else {
      paid.push(await rewards.claimCorrections.staticCall(farmId, [corrections[index - 1]!]));
      await rewards.claimCorrections(farmId, [corrections[index - 1]!]);
    }
  }
  return paid;
}

function ordersOf(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => ordersOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

describe("FarmingRewards", () => {
  describe("claiming a chain of corrections", () => {
    for (const [what, start] of [
      ["of a leaf in the first batch", fixture],
      ["of a node that the first batch forgot", forgottenFixture],
    ] as const) {
      it(`${what} pays the best of them in every order`, async () => {
        const orders = ordersOf([0, 1, 2, 3]);
        expect(orders).to.have.length(24);

        for (const order of orders) {
          const context = await networkHelpers.loadFixture(start);
          const paid = await claimInOrder(context, order);
          expect(sum(paid), order.join()).to.equal(rewardOf(990));
          expect(await context.tft.balanceOf(context.payout), order.join()).to.equal(rewardOf(990));
        }
      });
    }

    it("pays each step of it when they are claimed as they come", async () => {
      const paid = await claimInOrder(await networkHelpers.loadFixture(fixture), [0, 1, 2, 3]);

      expect(paid).to.deep.equal([rewardOf(960), rewardOf(10), rewardOf(20), 0n]);
    });

    it("pays all at once when the best comes first", async () => {
      const paid = await claimInOrder(await networkHelpers.loadFixture(fixture), [2, 0, 3, 1]);

      expect(paid).to.deep.equal([rewardOf(990), 0n, 0n, 0n]);
    });

    it("can be claimed in one transaction", async () => {
      const { rewards, tft, payout, farmId, corrections } = await networkHelpers.loadFixture(fixture);

      await expect(rewards.claimCorrections(farmId, corrections)).to.changeTokenBalance(
        ethers,
        tft,
        payout,
        rewardOf(990),
      );
    });

    it("can be claimed in part: the node keeps what was paid", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, period, nodeId } = context;

      expect(await claimInOrder(context, [3, 1])).to.deep.equal([rewardOf(980), 0n]);
      expect(await rewards.correctedOf(period, nodeId)).to.deep.equal([rewardOf(980), true]);
    });
  });

  describe("claiming a node that the first batch forgot", () => {
    it("works as in the first batch, and records what was paid", async () => {
      const { rewards, tft, payout, farmId, nodeId, period, primary } =
        await networkHelpers.loadFixture(forgottenFixture);

      const claimed = rewards.claim(farmId, [primary]);
      await expect(claimed)
        .to.emit(rewards, "RewardSettled")
        .withArgs(farmId, nodeId, period, 1, 0, rewardOf(960), OUTCOMES.indexOf("paid"));
      await expect(claimed).to.changeTokenBalance(ethers, tft, payout, rewardOf(960));
      expect(await rewards.correctedOf(period, nodeId)).to.deep.equal([rewardOf(960), true]);
    });
  });

  describe("claiming a node that a later batch takes for forgotten", () => {
    /** Batch 1 measures node 1 anew, as if it had no leaf in batch 0; batch 2 corrects that second leaf. */
    async function measuredTwice() {
      const context = await endedPeriod(connection);
      const { period } = context;
      const first = await closeBatch(connection, context, [exampleMeasurement()], { period });
      const worthless = exampleMeasurement({ violation: "clockSkew" });
      const second = await closeBatch(connection, context, [worthless], { period, batch: 1 });
      const leaf = exampleMeasurement({ uptimeSeconds: uptimeOf(960), corrects: { batch: 1, position: 0 } });
      const source = await closeBatch(connection, context, [leaf], { period, batch: 2 });
      const correction = toCorrectionClaim({ source, position: 0 }, { source: second, position: 0 });
      return { ...context, first: singleClaim(first), second: singleClaim(second), correction };
    }

    it("pays only one of its leaves", async () => {
      const { rewards, tft, payout, farmId, first, second } = await networkHelpers.loadFixture(measuredTwice);
      await rewards.claim(farmId, [first]);

      await expect(rewards.claim(farmId, [second])).to.changeTokenBalance(ethers, tft, payout, 0n);
      expect(await tft.balanceOf(payout)).to.equal(rewardOf(1000));
    });

    it("refuses a correction of the second leaf when the first one was claimed", async () => {
      const { rewards, farmId, period, first, correction } = await networkHelpers.loadFixture(measuredTwice);
      await rewards.claim(farmId, [first]);

      await expect(rewards.claimCorrections(farmId, [correction]))
        .to.be.revertedWithCustomError(rewards, "RewardsPrimaryMismatch")
        .withArgs(period, 2, 0);
    });

    it("pays a correction of the second leaf instead of the first one", async () => {
      const { rewards, tft, payout, farmId, first, second, correction } =
        await networkHelpers.loadFixture(measuredTwice);
      await rewards.claimCorrections(farmId, [correction]);
      await rewards.claim(farmId, [first]);
      await rewards.claim(farmId, [second]);

      expect(await tft.balanceOf(payout)).to.equal(rewardOf(960));
    });

    it("lets a correction of the second leaf raise what that leaf paid", async () => {
      const { rewards, tft, payout, farmId, second, correction } = await networkHelpers.loadFixture(measuredTwice);
      await rewards.claim(farmId, [second]);
      await rewards.claimCorrections(farmId, [correction]);

      expect(await tft.balanceOf(payout)).to.equal(rewardOf(960));
    });
  });
});
