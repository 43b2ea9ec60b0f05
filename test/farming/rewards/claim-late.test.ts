import { expect } from "chai";
import hre from "hardhat";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { toPolicyStructs } from "../../../sdk/farming/policy-structs.ts";
import { OUTCOMES } from "../../../sdk/rules/reward.ts";
import { closeBatch, exampleMeasurement } from "../../helpers/batches.ts";
import { consentToKey, consentToMove } from "../../helpers/consents.ts";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { FULL_REWARD, singleClaim } from "../../helpers/farming-fixtures.ts";
import { EXAMPLE_CAPACITY, GIB, registerNode } from "../../helpers/nodes.ts";
import { goToPeriod, passPeriods } from "../../helpers/periods.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

/** The first period of node 1's terms has just begun. */
async function fixture() {
  const context = await gridWithNode(connection);
  await goToPeriod(connection, context.grid, context.nextPeriod);
  return { ...context, rewards: context.grid.FarmingRewards, period: Number(context.nextPeriod) };
}

type Context = Awaited<ReturnType<typeof fixture>>;

const SMALL = { ...EXAMPLE_CAPACITY, mru: 16n * GIB };
const LARGE = { ...EXAMPLE_CAPACITY, mru: 64n * GIB };

/** What may happen once a period has begun. */
const HISTORY: Record<string, (context: Context) => Promise<unknown>> = {
  "the node was certified": ({ directory, certifier, nodeId }) =>
    directory.connect(certifier).certifyNode(nodeId, true),
  "the node shrank": ({ directory, nodeKey, nodeId }) =>
    directory.connect(nodeKey).updateCapacity(nodeId, SMALL, 0n, false),
  "the node grew": ({ directory, nodeKey, nodeId }) =>
    directory.connect(nodeKey).updateCapacity(nodeId, LARGE, 2n, false),
  "the node was found to be virtual": ({ directory, nodeKey, nodeId }) =>
    directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 2n, true),
  "the node moved to another farm": moveNode,
  "the node was removed": ({ directory, farmer, nodeId }) => directory.connect(farmer).removeNode(nodeId),
  "the node was removed and its key registered again": async (context) => {
    await context.directory.connect(context.farmer).removeNode(context.nodeId);
    await registerNode(context.grid, context, { capacity: LARGE });
  },
  "the node got another key": async ({ grid, directory, nodeKey, otherKey, nodeId }) => {
    const change = { nodeId, newKey: otherKey.address };
    await directory.connect(nodeKey).rotateKey(nodeId, otherKey, await consentToKey(grid, otherKey, change));
  },
  "the connection price rose": ({ directory, admin }) => directory.connect(admin).setConnectionPrice(200),
  "the connection price rose, and the node took it by growing": async ({ directory, admin, nodeKey, nodeId }) => {
    await directory.connect(admin).setConnectionPrice(200);
    await directory.connect(nodeKey).updateCapacity(nodeId, LARGE, 2n, false);
  },
  "a better policy became the default, and the farmer adopted it": async ({
    grid,
    directory,
    admin,
    farmer,
    nodeId,
  }) => {
    const [diy] = localSettings().policies;
    const { policy, eligibility } = toPolicyStructs({ ...diy!, rates: { ...diy!.rates, cuMusd: 9999 } });
    await grid.FarmingPolicies.connect(admin).add("generous", policy, eligibility);
    await directory.connect(farmer).adoptPolicy(nodeId);
  },
  "the farm became gold": ({ directory, certifier, farmId }) => directory.connect(certifier).certifyFarm(farmId, 1),
  "the farm was given away": async ({ directory, farmer, otherFarmer, farmId }) => {
    await directory.connect(farmer).transferFarm(farmId, otherFarmer);
    await directory.connect(otherFarmer).acceptFarm(farmId);
  },
  "two years passed": ({ grid }) => passPeriods(connection, grid, 24n),
};

async function moveNode({ grid, directory, otherFarmer, nodeKey, nodeId, otherFarmId }: Context) {
  const nodeConsent = await consentToMove(grid, nodeKey, { nodeId, toFarmId: otherFarmId });
  await directory.connect(otherFarmer).moveNode(nodeId, otherFarmId, nodeConsent, NO_CONSENT);
}

describe("FarmingRewards", () => {
  describe("claiming a period pays the same as on its first day after", () => {
    for (const [what, happen] of Object.entries(HISTORY)) {
      it(what, async () => {
        const context = await networkHelpers.loadFixture(fixture);
        const { grid, rewards, payout, farmId, nodeId, period } = context;

        await happen(context);
        const batch = await closeBatch(connection, context, [exampleMeasurement()], { period });
        const claimed = rewards.claim(farmId, [singleClaim(batch)]);
        await expect(claimed)
          .to.emit(rewards, "RewardSettled")
          .withArgs(farmId, nodeId, period, 0, 0, FULL_REWARD, OUTCOMES.indexOf("paid"));
        await expect(claimed).to.changeTokenBalance(ethers, grid.TFT, payout, FULL_REWARD);
      });
    }

    it("all of that, long after the measurements were final", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { grid, directory, rewards, certifier, nodeKey, farmer, payout, farmId, nodeId, period } = context;
      const batch = await closeBatch(connection, context, [exampleMeasurement()], { period });

      await directory.connect(certifier).certifyNode(nodeId, true);
      await directory.connect(nodeKey).updateCapacity(nodeId, SMALL, 0n, false);
      await passPeriods(connection, grid, 3n);
      await moveNode(context);
      await passPeriods(connection, grid, 3n);
      await directory.connect(nodeKey).removeNode(nodeId);
      await registerNode(grid, { farmer, nodeKey });
      await expect(rewards.claim(farmId, [singleClaim(batch)])).to.changeTokenBalance(
        ethers,
        grid.TFT,
        payout,
        FULL_REWARD,
      );
    });
  });

  describe("claiming for a node that moved", () => {
    it("pays each farm for its periods", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { grid, rewards, payout, otherPayout, farmId, otherFarmId, period } = context;
      await moveNode(context);
      const before = await closeBatch(connection, context, [exampleMeasurement()], { period });
      const moved = exampleMeasurement({ farmId: 2, termsIndex: 1 });
      const after = await closeBatch(connection, context, [moved], { period: period + 1 });

      await expect(rewards.claim(otherFarmId, [singleClaim(after)])).to.changeTokenBalances(
        ethers,
        grid.TFT,
        [payout, otherPayout],
        [0n, FULL_REWARD],
      );
      await expect(rewards.claim(otherFarmId, [singleClaim(before)]))
        .to.be.revertedWithCustomError(rewards, "RewardsForeignFarm")
        .withArgs(farmId, otherFarmId, 1);
      await expect(rewards.claim(farmId, [singleClaim(before)])).to.changeTokenBalances(
        ethers,
        grid.TFT,
        [payout, otherPayout],
        [FULL_REWARD, 0n],
      );
    });
  });
});
