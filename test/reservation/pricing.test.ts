import { expect } from "chai";
import hre from "hardhat";
import { emptyEscrow, GENESIS_PRICES, NOTICE } from "../helpers/escrow-fixtures.ts";
import { fields, struct } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const { ZeroAddress } = connection.ethers;

async function fixture() {
  return emptyEscrow(connection);
}

async function twoVersions() {
  const context = await emptyEscrow(connection);
  const { pricing, policyManager, split } = context;
  await pricing
    .connect(policyManager)
    .add({ ...GENESIS_PRICES, cuRate: 5n }, { ...split, farmBps: 6000n, foundationBps: 3000n });
  return context;
}

describe("Pricing", () => {
  it("is deployed with its notice", async () => {
    const { pricing } = await networkHelpers.loadFixture(fixture);

    await expect(pricing.deploymentTransaction()).to.emit(pricing, "PricingStarted").withArgs(NOTICE);
    expect(await pricing.notice()).to.equal(NOTICE);
  });

  describe("adding a version", () => {
    it("stores prices and split under the next number", async () => {
      const { pricing, policyManager, split } = await networkHelpers.loadFixture(fixture);
      const prices = { ...GENESIS_PRICES, cuRate: 5n };

      await expect(pricing.connect(policyManager).add(prices, split))
        .to.emit(pricing, "PricingAdded")
        .withArgs(2n, struct(prices), struct(split));
      expect(await pricing.latest()).to.equal(2n);
      expect(await pricing.pricesOf(1n)).to.satisfy(struct(GENESIS_PRICES));
      expect(await pricing.pricesOf(2n)).to.satisfy(struct(prices));
      expect(await pricing.splitOf(2n)).to.satisfy(struct(split));
      expect(await pricing.closableAt(2n)).to.equal(0n);
    });

    it("is the pricing manager's", async () => {
      const { pricing, stranger, split } = await networkHelpers.loadFixture(fixture);

      await expect(pricing.connect(stranger).add(GENESIS_PRICES, split))
        .to.be.revertedWithCustomError(pricing, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });

    for (const [title, changes] of Object.entries({
      "no price for computing": { cuRate: 0n },
      "no price for storage": { suRate: 0n },
      "no price for addresses": { ipv4Rate: 0n },
      "no price for names": { nameRate: 0n },
      "dedicated nodes for nothing": { dedicatedBps: 0n },
      "dedicated nodes dearer than their parts": { dedicatedBps: 10_001n },
      "certified nodes cheaper than others": { certifiedBps: 9999n },
    })) {
      it(`refuses ${title}`, async () => {
        const { pricing, policyManager, split } = await networkHelpers.loadFixture(fixture);
        const prices = { ...GENESIS_PRICES, ...changes };

        await expect(pricing.connect(policyManager).add(prices, split))
          .to.be.revertedWithCustomError(pricing, "PricingInvalid")
          .withArgs(fields(prices), fields(split));
      });
    }

    for (const [title, changes] of Object.entries({
      "shares of less than the whole": { farmBps: 4999n },
      "shares of more than the whole": { stakersBps: 1001n },
      "shares that overflow to the whole": { farmBps: 65_535n, foundationBps: 4001n, stakersBps: 6000n },
      "no foundation": { foundation: ZeroAddress },
      "no stakers": { stakers: ZeroAddress },
    })) {
      it(`refuses ${title}`, async () => {
        const { pricing, policyManager, split } = await networkHelpers.loadFixture(fixture);
        const wrong = { ...split, ...changes };

        await expect(pricing.connect(policyManager).add(GENESIS_PRICES, wrong))
          .to.be.revertedWithCustomError(pricing, "PricingInvalid")
          .withArgs(fields(GENESIS_PRICES), fields(wrong));
      });
    }

    it("takes the ends of what is allowed", async () => {
      const { pricing, policyManager, split } = await networkHelpers.loadFixture(fixture);
      const prices = { ...GENESIS_PRICES, trafficUsdPerGb: 0n, dedicatedBps: 10_000n, certifiedBps: 10_000n };
      const farmOnly = { ...split, farmBps: 10_000n, foundationBps: 0n, stakersBps: 0n };

      await expect(pricing.connect(policyManager).add(prices, farmOnly)).to.emit(pricing, "PricingAdded");
    });
  });

  describe("retiring a version", () => {
    it("tells from when on what is under it may be closed by anybody", async () => {
      const { pricing, policyManager } = await networkHelpers.loadFixture(twoVersions);
      const now = (await time.latest()) + 10;
      await time.setNextBlockTimestamp(now);

      await expect(pricing.connect(policyManager).retire(1n))
        .to.emit(pricing, "PricingRetired")
        .withArgs(1n, now + NOTICE);
      expect(await pricing.closableAt(1n)).to.equal(now + NOTICE);
      expect(await pricing.pricesOf(1n)).to.satisfy(struct(GENESIS_PRICES));
    });

    it("leaves its split to what is under it, and offers it to nothing new", async () => {
      const { pricing, policyManager } = await networkHelpers.loadFixture(twoVersions);
      const split = await pricing.splitOf(1n);
      expect(await pricing.offeredSharesOf(1n)).to.deep.equal([split.farmBps, split.foundationBps]);
      await pricing.connect(policyManager).retire(1n);

      expect(await pricing.splitOf(1n)).to.deep.equal(split);
      await expect(pricing.offeredSharesOf(1n)).to.be.revertedWithCustomError(pricing, "PricingIsRetired").withArgs(1n);
    });

    it("is the pricing manager's, once, and never for the latest", async () => {
      const { pricing, policyManager, stranger } = await networkHelpers.loadFixture(twoVersions);

      await expect(pricing.connect(stranger).retire(1n))
        .to.be.revertedWithCustomError(pricing, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
      await expect(pricing.connect(policyManager).retire(2n))
        .to.be.revertedWithCustomError(pricing, "PricingIsLatest")
        .withArgs(2n);
      await pricing.connect(policyManager).retire(1n);
      await expect(pricing.connect(policyManager).retire(1n))
        .to.be.revertedWithCustomError(pricing, "PricingIsRetired")
        .withArgs(1n);
    });

    it("needs one that exists, as every question does", async () => {
      const { pricing, policyManager } = await networkHelpers.loadFixture(twoVersions);

      for (const version of [0n, 3n]) {
        for (const call of [
          () => pricing.connect(policyManager).retire(version),
          () => pricing.pricesOf(version),
          () => pricing.splitOf(version),
          () => pricing.offeredSharesOf(version),
          () => pricing.closableAt(version),
        ]) {
          await expect(call()).to.be.revertedWithCustomError(pricing, "PricingNotFound").withArgs(version);
        }
      }
    });
  });
});
