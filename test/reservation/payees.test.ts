import { expect } from "chai";
import hre from "hardhat";
import { HostileOperator__factory } from "../../typechain-types/factories/test/contracts/HostileOperator__factory.ts";
import { localSettings } from "../helpers/deploy-grid.ts";
import {
  GENESIS_PRICES,
  openStream,
  RATE,
  runningStream,
  runStream,
  serviceOf,
  UNITS_PER_SECOND,
  WINDOW,
} from "../helpers/escrow-fixtures.ts";
import type { EscrowContext } from "../helpers/escrow-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

/** What 1,000 seconds at the usual rate cost. */
const UNITS = 1000n * UNITS_PER_SECOND;
const DELAY = localSettings().payoutDelaySeconds;

async function running() {
  return runningStream(connection);
}

/** Farm 1 and the pool are owed for 1,000 seconds, half of it each. */
async function settled() {
  const context = await runningStream(connection);
  await settleLater(context, context.streamId, context.startedAt);
  return context;
}

/** The owner of farm 1 is changing where it is paid. */
async function changing() {
  const context = await settled();
  const { directory, farmer, stranger, farmId } = context;
  await directory.connect(farmer).changePayout(farmId, stranger);
  return { ...context, effectiveAt: (await time.latest()) + DELAY };
}

/** Settles 1,000 seconds, all served. */
async function settleLater({ escrow, operator }: EscrowContext, streamId: bigint, from: number): Promise<void> {
  await time.setNextBlockTimestamp(from + 1000);
  await escrow.connect(operator).settle([streamId], serviceOf(from, from + 1000));
}

describe("Escrow", () => {
  describe("paying a farm", () => {
    it("sends its credits to its payout address, whoever calls", async () => {
      const { escrow, tft, stranger, payout, farmId } = await networkHelpers.loadFixture(settled);
      const pay = escrow.connect(stranger).payFarm(farmId);

      await expect(pay)
        .to.emit(escrow, "FarmPaid")
        .withArgs(farmId, payout.address, UNITS / 2n);
      await expect(pay).to.changeTokenBalances(
        connection.ethers,
        tft,
        [escrow, payout, stranger],
        [-UNITS / 2n, UNITS / 2n, 0n],
      );
      expect(await escrow.farmCreditsOf(farmId)).to.equal(0n);
    });

    it("happens once for what was credited once", async () => {
      const { escrow, farmId } = await networkHelpers.loadFixture(settled);
      await escrow.payFarm(farmId);

      await expect(escrow.payFarm(farmId)).to.be.revertedWithCustomError(escrow, "EscrowNothingToPay");
      await expect(escrow.payFarm(2n)).to.be.revertedWithCustomError(escrow, "EscrowNothingToPay");
    });

    it("needs a farm", async () => {
      const { escrow, directory } = await networkHelpers.loadFixture(settled);

      await expect(escrow.payFarm(9n)).to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound").withArgs(9n);
    });

    it("is only for the farm's owner while the payout address changes, and goes to the old one", async () => {
      const { escrow, farmer, stranger, payout, farmId, effectiveAt } = await networkHelpers.loadFixture(changing);
      await time.setNextBlockTimestamp(effectiveAt - 2);

      await expect(escrow.connect(stranger).payFarm(farmId))
        .to.be.revertedWithCustomError(escrow, "EscrowOnlyFarmOwner")
        .withArgs(stranger.address, farmId, farmer.address);
      await expect(escrow.connect(farmer).payFarm(farmId))
        .to.emit(escrow, "FarmPaid")
        .withArgs(farmId, payout.address, UNITS / 2n);
    });

    it("goes to the new address by anybody once that holds", async () => {
      const { escrow, otherTenant, stranger, farmId, effectiveAt } = await networkHelpers.loadFixture(changing);
      await time.setNextBlockTimestamp(effectiveAt);

      await expect(escrow.connect(otherTenant).payFarm(farmId))
        .to.emit(escrow, "FarmPaid")
        .withArgs(farmId, stranger.address, UNITS / 2n);
    });
  });

  describe("paying a provider", () => {
    /** A provider is owed for 1,000 seconds. */
    async function withProvider(chooseProvider: (context: EscrowContext) => string | Promise<string>) {
      const context = await networkHelpers.loadFixture(running);
      const provider = await chooseProvider(context);
      const streamId = await runStream(context, { provider, providerBps: 2000n });
      await settleLater(context, streamId, await time.latest());
      return { ...context, provider };
    }

    it("sends it its credits, whoever calls, once", async () => {
      const context = await withProvider(({ provider }) => provider.address);
      const { escrow, tft, stranger, provider } = context;
      const pay = escrow.connect(stranger).payProvider(provider);

      await expect(pay)
        .to.emit(escrow, "ProviderPaid")
        .withArgs(provider, UNITS / 5n);
      await expect(pay).to.changeTokenBalances(connection.ethers, tft, [escrow, provider], [-UNITS / 5n, UNITS / 5n]);
      expect(await escrow.providerCreditsOf(provider)).to.equal(0n);
      await expect(escrow.payProvider(provider)).to.be.revertedWithCustomError(escrow, "EscrowNothingToPay");
    });

    it("pays a contract that would refuse: TFT asks nobody", async () => {
      const { escrow, tft, provider } = await withProvider(async ({ stranger }) => {
        const contract = await new HostileOperator__factory(stranger).deploy();
        await contract.setMood(1n);
        return contract.getAddress();
      });
      await escrow.payProvider(provider);

      expect(await tft.balanceOf(provider)).to.equal(UNITS / 5n);
    });
  });

  describe("paying the pool", () => {
    it("divides it between foundation and stakers", async () => {
      const { escrow, tft, foundation, stakers, stranger } = await networkHelpers.loadFixture(settled);
      expect(await escrow.poolOf(1n)).to.deep.equal([(UNITS * 4n) / 10n, UNITS / 10n]);
      const pay = escrow.connect(stranger).payPool(1n);

      await expect(pay)
        .to.emit(escrow, "PoolPaid")
        .withArgs(1n, (UNITS * 4n) / 10n, UNITS / 10n);
      await expect(pay).to.changeTokenBalances(
        connection.ethers,
        tft,
        [escrow, foundation, stakers],
        [-UNITS / 2n, (UNITS * 4n) / 10n, UNITS / 10n],
      );
      await expect(escrow.payPool(1n)).to.be.revertedWithCustomError(escrow, "EscrowNothingToPay");
      expect(await escrow.poolOf(1n)).to.deep.equal([0n, 0n]);
    });

    it("takes a provider's share out of the foundation's alone", async () => {
      const context = await networkHelpers.loadFixture(settled);
      const { escrow, provider } = context;
      const streamId = await runStream(context, { provider: provider.address, providerBps: 2000n });
      await settleLater(context, streamId, await time.latest());

      expect(await escrow.poolOf(1n)).to.deep.equal([(UNITS * 6n) / 10n, (UNITS * 2n) / 10n]);
    });

    it("gives what was forfeited to both as their shares are", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, operator } = context;
      const streamId = await openStream(context);
      await time.increase(WINDOW + 1);
      await escrow.connect(operator).close(streamId);

      const held = UNITS_PER_SECOND * BigInt(WINDOW);
      await expect(escrow.payPool(1n))
        .to.emit(escrow, "PoolPaid")
        .withArgs(1n, (held * 4n) / 5n, held / 5n);
    });

    it("is kept for every pricing version by itself", async () => {
      const context = await networkHelpers.loadFixture(settled);
      const { escrow, pricing, policyManager, split, stranger, tft } = context;
      const wholly = { ...split, farmBps: 2000n, foundationBps: 0n, stakersBps: 8000n, stakers: stranger.address };
      await pricing.connect(policyManager).add(GENESIS_PRICES, wholly);
      const streamId = await runStream(context, { pricingVersion: 2n });
      await settleLater(context, streamId, await time.latest());

      expect(await escrow.poolOf(1n)).to.deep.equal([(UNITS * 4n) / 10n, UNITS / 10n]);
      await expect(escrow.payPool(2n)).to.changeTokenBalances(
        connection.ethers,
        tft,
        [escrow, stranger],
        [(-UNITS * 8n) / 10n, (UNITS * 8n) / 10n],
      );
      expect(await escrow.poolOf(1n)).to.deep.equal([(UNITS * 4n) / 10n, UNITS / 10n]);
    });

    it("gives the foundation what remains where all is the farm's", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, pricing, policyManager, operator, split } = context;
      const farmOnly = { ...split, farmBps: 10_000n, foundationBps: 0n, stakersBps: 0n };
      await pricing.connect(policyManager).add(GENESIS_PRICES, farmOnly);
      const streamId = await openStream(context, { pricingVersion: 2n, discountableRate: RATE });
      await time.increase(WINDOW + 1);
      await escrow.connect(operator).close(streamId);

      const held = UNITS_PER_SECOND * BigInt(WINDOW);
      await expect(escrow.payPool(2n)).to.emit(escrow, "PoolPaid").withArgs(2n, held, 0n);
    });

    it("needs a version", async () => {
      const { escrow, pricing } = await networkHelpers.loadFixture(settled);

      for (const call of [() => escrow.payPool(2n), () => escrow.poolOf(0n)]) {
        await expect(call()).to.be.revertedWithCustomError(pricing, "PricingNotFound");
      }
    });
  });
});
