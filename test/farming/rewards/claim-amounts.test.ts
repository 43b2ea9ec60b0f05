import { expect } from "chai";
import hre from "hardhat";
import { REPLAY_DIY_FROM_73 } from "../../../sdk/rules/farming-policy.ts";

import type { FarmingPolicy } from "../../../sdk/rules/farming-policy.ts";
import type { Measurement } from "../../../sdk/rules/measurement.ts";
import { OUTCOMES } from "../../../sdk/rules/reward.ts";

import type { Outcome } from "../../../sdk/rules/reward.ts";
import type { RegistrationStruct } from "../../../typechain-types/contracts/interfaces/IDirectory.ts";
import { actors } from "../../helpers/actors.ts";
import { closeBatch, exampleMeasurement, PERIOD } from "../../helpers/batches.ts";
import { deployGrid, localSettings } from "../../helpers/deploy-grid.ts";
import { FULL_REWARD, singleClaim, uptimeOf } from "../../helpers/farming-fixtures.ts";
import { EXAMPLE_CAPACITY, GIB, registerNode } from "../../helpers/nodes.ts";
import { goToPeriod } from "../../helpers/periods.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

/** Rates under which everything counts that can count. */
const RATES: FarmingPolicy = { ...REPLAY_DIY_FROM_73, certifiedBonusBps: 2500 };

const HOUR = 3600;

/** The grid's only policy has these rates and the node is registered with these changes; its first period is the next. */
async function gridWith(rates: Partial<FarmingPolicy>, changes: Partial<RegistrationStruct>) {
  const [policy] = localSettings().policies;
  const policies = [{ ...policy!, rates: { ...RATES, ...rates } }];
  const grid = await deployGrid(connection, localSettings({ policies }));
  const people = await actors(connection);
  await grid.Directory.connect(people.farmer).createFarm("Green-Farm", people.payout);
  await registerNode(grid, people, changes);
  const period = Number(await grid.Directory.currentPeriod()) + 1;
  return { grid, ...people, directory: grid.Directory, rewards: grid.FarmingRewards, period };
}

async function fixture() {
  return gridWith({}, {});
}

/** What the period pays, and what the receipt says, when this was measured; in TFT units. */
async function expectReceipt(
  context: Awaited<ReturnType<typeof fixture>>,
  changes: Partial<Measurement>,
  tft: bigint,
  outcome: Outcome = "paid",
) {
  const { rewards, period } = context;
  const batch = await closeBatch(connection, context, [exampleMeasurement(changes)], { period });

  const claimed = rewards.claim(1, [singleClaim(batch)]);
  await expect(claimed).to.emit(rewards, "RewardSettled").withArgs(1, 1, period, 0, 0, tft, OUTCOMES.indexOf(outcome));
  await expect(claimed).to.changeTokenBalance(connection.ethers, context.grid.TFT, context.payout, tft);
  expect(await rewards.isSettled(period, 1)).to.equal(true);
}

describe("FarmingRewards", () => {
  describe("paying what was measured", () => {
    const amounts: [string, Partial<Measurement>, bigint][] = [
      ["a full period", {}, FULL_REWARD],
      ["more uptime than a period has, as the period", { uptimeSeconds: 2 ** 32 - 1 }, FULL_REWARD],
      ["95 % of uptime, in proportion", { uptimeSeconds: uptimeOf(950) }, 2_695_150_000n],
      ["parts of a thousand, rounded down", { uptimeSeconds: 2_604_571 }, 2_805_793_000n],
      ["traffic and an address in use", { nruBytes: 100n * GIB, ipSeconds: 720 * HOUR }, 3_662_000_000n],
      ["one mUSD for 720 seconds of an address", { ipSeconds: 720 }, FULL_REWARD + 125_000n],
      ["nothing for 719 seconds of an address", { ipSeconds: 719 }, FULL_REWARD],
      ["two addresses all the time", { ipSeconds: 2 * PERIOD }, FULL_REWARD + 7308n * 125_000n],
      ["no more addresses than the terms have", { ipSeconds: 2 ** 48 - 1 }, FULL_REWARD + 7308n * 125_000n],
    ];
    for (const [what, measured, tft] of amounts) {
      it(`counts ${what}`, async () => {
        await expectReceipt(await networkHelpers.loadFixture(fixture), measured, tft);
      });
    }

    it("counts less capacity as less", async () => {
      const context = await networkHelpers.loadFixture(fixture);

      // 15 GiB / 4 = 3.75 CU and 250 / 250 = 1 SU: 10,000 mUSD.
      const capacity = { cru: 4, mruBytes: 16n * GIB, sruBytes: 250n * GIB, hruBytes: 0n };

      await expectReceipt(context, { capacity }, 1_250_000_000n);
    });

    it("counts up to 1 % more capacity than the terms have", async () => {
      const capacity = { cru: 100, mruBytes: 200n * GIB, sruBytes: 10_000n * GIB, hruBytes: 12_000n * GIB };
      const context = await gridWith({}, { capacity: { cru: 100, mru: 200n * GIB, sru: 10_000n * GIB, hru: 0n } });

      // 201 GiB / 4 would be 50.25 CU with 202 GiB at most, and 10,100 / 250 = 40.4 SU; the terms have no HDD.
      await expectReceipt(
        context,
        { capacity: { ...capacity, mruBytes: 10n ** 18n, sruBytes: 10n ** 18n } },
        ((50_250_000n * 2400n + 40_400_000n * 1000n) / 1_000_000n) * 125_000n,
      );
    });

    it("gives certified nodes their bonus", async () => {
      const context = await gridWith({}, {});
      await context.directory.connect(context.certifier).certifyNode(1, true);

      await expectReceipt(context, { termsIndex: 1 }, 3_546_250_000n);
    });

    it("pays in full from the minimum on where the policy says so", async () => {
      const context = await gridWith({ uptimeRule: "allOrNothing" }, {});

      await expectReceipt(context, { uptimeSeconds: uptimeOf(950) }, FULL_REWARD);
    });

    it("cuts at the policy's ceilings", async () => {
      const context = await gridWith({ ceilingCu: 7, ceilingSu: 4 }, {});

      await expectReceipt(context, {}, (7n * 2400n + 4n * 1000n) * 125_000n);
    });

    it("pays by the connection price of the terms", async () => {
      const context = await gridWith({}, {});
      const { directory, admin, nodeKey } = context;
      await directory.connect(admin).setConnectionPrice(100);
      // Another core pays nothing more, but growth takes the present price.
      await directory.connect(nodeKey).updateCapacity(1, { ...EXAMPLE_CAPACITY, cru: 9n }, 2n, false);

      await expectReceipt(context, { termsIndex: 1 }, 2_269_600_000n);
    });
  });

  describe("paying nothing", () => {
    it("settles a node whose period is void", async () => {
      const context = await networkHelpers.loadFixture(fixture);

      await expectReceipt(context, { violation: "uptimeTooHigh" }, 0n, "violation");
    });

    it("settles a node below the minimum uptime", async () => {
      const context = await networkHelpers.loadFixture(fixture);

      await expectReceipt(context, { uptimeSeconds: uptimeOf(950) - 1 }, 0n, "belowMinimumUptime");
    });

    it("asks more uptime of certified nodes", async () => {
      const context = await gridWith({}, {});
      await context.directory.connect(context.certifier).certifyNode(1, true);

      await expectReceipt(context, { termsIndex: 1, uptimeSeconds: uptimeOf(980) - 1 }, 0n, "belowMinimumUptime");
    });

    it("settles a node inside another machine", async () => {
      const context = await gridWith({}, { isVirtualized: true });

      await expectReceipt(context, {}, 0n, "virtualized");
    });

    it("settles a node of which nothing was measured", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const nothing = { cru: 0, mruBytes: 0n, sruBytes: 0n, hruBytes: 0n };

      await expectReceipt(context, { capacity: nothing }, 0n, "nothingMeasured");
    });

    it("is for good: the node is settled", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, period } = context;
      const measurements = [exampleMeasurement({ violation: "clockSkew" })];
      const batch = await closeBatch(connection, context, measurements, { period });
      await rewards.claim(1, [singleClaim(batch)]);

      await expect(rewards.claim(1, [singleClaim(batch)])).not.to.emit(rewards, "RewardSettled");
    });
  });

  describe("paying verified hardware only", () => {
    async function verifiedFixture() {
      const context = await gridWith({ requiresVerification: true }, {});
      const { directory, verifier, period } = context;
      await directory.connect(verifier).verifyTerms(1, 0, period + 1);
      return context;
    }

    it("pays the verified periods", async () => {
      await expectReceipt(await networkHelpers.loadFixture(verifiedFixture), {}, FULL_REWARD);
    });

    it("settles the others with nothing", async () => {
      const context = await networkHelpers.loadFixture(verifiedFixture);

      await expectReceipt({ ...context, period: context.period + 1 }, {}, 0n, "unverified");
    });

    it("is not helped by a verification that comes after the period began", async () => {
      const context = await gridWith({ requiresVerification: true }, {});
      const { grid, directory, verifier, period } = context;
      await goToPeriod(connection, grid, BigInt(period));
      await directory.connect(verifier).verifyTerms(1, 0, period + 9);

      await expectReceipt(context, {}, 0n, "unverified");
      await expectReceipt({ ...context, period: period + 1 }, {}, FULL_REWARD);
    });
  });
});
