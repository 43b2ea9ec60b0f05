import { expect } from "chai";
import fc from "fast-check";
import hre from "hardhat";
import { toBatchClaim, toLeaf } from "../../../sdk/rewards/claim-structs.ts";
import { encodeLeaf } from "../../../sdk/rules/leaf.ts";
import { VIOLATIONS } from "../../../sdk/rules/measurement.ts";
import type { Measurement } from "../../../sdk/rules/measurement.ts";
import { OUTCOMES } from "../../../sdk/rules/reward.ts";
import { buildMeasurementTree } from "../../../sdk/rules/measurement-tree.ts";
import { closeBatch, exampleMeasurement, PERIOD } from "../../helpers/batches.ts";
import { endedPeriodOfFleet, finalPeriod, FULL_REWARD, singleClaim, uptimeOf } from "../../helpers/farming-fixtures.ts";
import { bytes, sample } from "../../helpers/random.ts";
import { plain } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const NOTHING = {
  cuMicro: 0n,
  suMicro: 0n,
  nuMicro: 0n,
  uptimePermille: 0n,
  musd: 0n,
  tft: 0n,
  outcome: BigInt(OUTCOMES.indexOf("paid")),
};

/** What may be measured of a node, sense or nonsense; its terms exist in three of four cases. */
const measured: fc.Arbitrary<Partial<Measurement>> = fc.record({
  termsIndex: fc.constantFrom(0, 0, 0, 1),
  uptimeSeconds: fc.oneof(fc.integer({ min: uptimeOf(940), max: PERIOD }), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
  violation: fc.constantFrom("none", "none", "none", ...VIOLATIONS),
  capacity: fc.record({ cru: fc.integer({ min: 0, max: 16 }), mruBytes: bytes, sruBytes: bytes, hruBytes: bytes }),
  nruBytes: bytes,
  ipSeconds: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
});

async function fixture() {
  return finalPeriod(connection);
}

async function fleetFixture() {
  return endedPeriodOfFleet(connection);
}

/** A leaf of no batch at all. */
function loose(measurement: Measurement) {
  const leaves = encodeLeaf(measurement);
  return toLeaf({ source: { period: 0, batch: 0, leaves, tree: buildMeasurementTree(leaves) }, position: 0 });
}

describe("FarmingRewards", () => {
  describe("explaining leaves", () => {
    it("tells how a reward comes about", async () => {
      const { rewards, farmId, period, batch } = await networkHelpers.loadFixture(fixture);

      const [explanation] = await rewards.explain(period, [toLeaf({ source: batch, position: 0 })]);
      expect(plain(explanation)).to.deep.equal({
        isInForce: true,
        isSettled: false,
        farmId,
        reward: {
          cuMicro: 7_750_000n,
          suMicro: 4_096_000n,
          nuMicro: 0n,
          uptimePermille: 1000n,
          musd: 22_696n,
          tft: FULL_REWARD,
          outcome: BigInt(OUTCOMES.indexOf("paid")),
        },
      });
    });

    it("tells the same when the node is settled, and that it is", async () => {
      const { rewards, farmId, period, batch } = await networkHelpers.loadFixture(fixture);
      const leaf = toLeaf({ source: batch, position: 0 });
      const [before] = await rewards.explain(period, [leaf]);
      await rewards.claim(farmId, [singleClaim(batch)]);

      const [after] = await rewards.explain(period, [leaf]);
      expect(plain(after)).to.deep.equal({ ...plain(before), isSettled: true });
    });

    it("needs no batch: it values what might be measured", async () => {
      const { rewards, period } = await networkHelpers.loadFixture(fixture);
      const half = loose(exampleMeasurement({ uptimeSeconds: uptimeOf(500) }));

      const [explanation] = await rewards.explain(period + 100, [half]);
      expect(plain(explanation!.reward)).to.deep.include({
        uptimePermille: 500n,
        tft: 0n,
        outcome: BigInt(OUTCOMES.indexOf("belowMinimumUptime")),
      });
    });

    it("tells that terms do not cover the period", async () => {
      const { rewards, farmId, period } = await networkHelpers.loadFixture(fixture);

      const [early] = await rewards.explain(period - 1, [loose(exampleMeasurement())]);
      expect(plain(early)).to.deep.equal({ isInForce: false, isSettled: false, farmId, reward: NOTHING });
    });

    it("tells that a node or its terms do not exist", async () => {
      const { rewards, period } = await networkHelpers.loadFixture(fixture);

      for (const changes of [{ nodeId: 9 }, { termsIndex: 1 }]) {
        const [unknown] = await rewards.explain(period, [loose(exampleMeasurement(changes))]);
        expect(plain(unknown)).to.deep.equal({ isInForce: false, isSettled: false, farmId: 0n, reward: NOTHING });
      }
    });

    it("values no leaf of a version that it does not know", async () => {
      const { rewards, farmId, period } = await networkHelpers.loadFixture(fixture);
      const leaf = loose(exampleMeasurement());
      const head = `0x02${String(leaf.head).slice(4)}`;

      const [unknown] = await rewards.explain(period, [{ ...leaf, head }]);
      expect(plain(unknown)).to.deep.equal({ isInForce: false, isSettled: false, farmId, reward: NOTHING });
    });

    it("takes many leaves, or none", async () => {
      const { rewards, period } = await networkHelpers.loadFixture(fixture);
      const leaf = loose(exampleMeasurement());

      expect(await rewards.explain(period, [])).to.deep.equal([]);
      expect(await rewards.explain(period, Array<typeof leaf>(100).fill(leaf))).to.have.length(100);
    });

    it("says what a claim then pays, whatever was measured", async () => {
      const context = await networkHelpers.loadFixture(fleetFixture);
      const { rewards } = context;

      for (const [round, changes] of chunked(sample(measured, 36), 3).entries()) {
        const period = context.period + round;
        const nodes = changes.map((each, index) => exampleMeasurement({ nodeId: index + 1, ...each }));
        const source = await closeBatch(connection, context, nodes, { period });
        for (const position of [0, 1, 2]) {
          const [explanation] = await rewards.explain(period, [toLeaf({ source, position })]);
          const { isInForce, reward } = explanation!;
          const claim = rewards.claim(1, [toBatchClaim(source, [position])]);
          if (isInForce) {
            await expect(claim)
              .to.emit(rewards, "RewardSettled")
              .withArgs(1, position + 1, period, 0, position, reward.tft, reward.outcome);
          } else {
            await expect(claim).to.be.revertedWithCustomError(rewards, "RewardsTermsNotInForce");
          }
        }
      }
    });
  });
});

function chunked<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: items.length / size }, (_, index) => items.slice(index * size, (index + 1) * size));
}
