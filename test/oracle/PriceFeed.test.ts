import { expect } from "chai";
import fc from "fast-check";
import hre from "hardhat";
import type { PriceLimits } from "../../sdk/rules/price.ts";
import { clampPrice, median, quoteAt, tftPerUsdOf, usdPerTftOf } from "../../sdk/rules/price.ts";
import { PriceFeedHarness__factory } from "../../typechain-types/factories/test/contracts/PriceFeedHarness__factory.ts";
import { DAY, HOUR, LIMITS, MINUTE, toLimitsStruct, usd } from "../helpers/prices.ts";
import { sample } from "../helpers/random.ts";

const { ethers, networkHelpers } = await hre.network.create();
const { time } = networkHelpers;

const FIRST = usd("0.01");
const FIRST_TFT = 100n * 10n ** 12n;

async function deploy(limits: PriceLimits = LIMITS, first = FIRST) {
  const [deployer] = await ethers.getSigners();
  return new PriceFeedHarness__factory(deployer!).deploy(toLimitsStruct(limits), first);
}

/** A feed at 0.01 USD, and the time of its first price. */
async function fixture() {
  const feed = await deploy();
  return { feed, start: await time.latest() };
}

type Feed = Awaited<ReturnType<typeof deploy>>;

async function updateAt(feed: Feed, at: number, price: bigint) {
  await time.setNextBlockTimestamp(at);
  return feed.update(price);
}

describe("PriceFeed", () => {
  describe("founding a feed", () => {
    it("tells the limits and the first price", async () => {
      const feed = await deploy();
      const { lowestUsdPerTft, highestUsdPerTft, maxMoveBps, minIntervalSeconds, maxAgeSeconds } = LIMITS;
      const limits = [lowestUsdPerTft, highestUsdPerTft, maxMoveBps, minIntervalSeconds, maxAgeSeconds];

      await expect(feed.deploymentTransaction())
        .to.emit(feed, "PriceFeedStarted")
        .withArgs(limits)
        .and.to.emit(feed, "PriceUpdated")
        .withArgs(FIRST, FIRST_TFT, FIRST_TFT, 0n);
      expect(await feed.limits()).to.deep.equal(limits.map(BigInt));
    });

    it("begins with the first price, as the average too", async () => {
      const feed = await deploy();

      expect(await feed.quote()).to.deep.equal([0n, FIRST_TFT, FIRST_TFT, false]);
      expect(await feed.usdPerTft()).to.equal(FIRST);
      expect(await feed.updatedAt()).to.equal(await time.latest());
    });

    const widest = { lowestUsdPerTft: usd("0.0001"), highestUsdPerTft: usd("1000") };
    const accepted: [string, Partial<PriceLimits>][] = [
      ["the absolute bounds", widest],
      ["one possible price", { lowestUsdPerTft: FIRST, highestUsdPerTft: FIRST }],
      ["a move of one basis point", { maxMoveBps: 1 }],
      ["a move of all there is", { maxMoveBps: 10_000 }],
      ["an interval of a second", { minIntervalSeconds: 1 }],
      ["prices that are stale when the next may come", { maxAgeSeconds: 10 * MINUTE }],
    ];
    for (const [what, changes] of accepted) {
      it(`accepts ${what}`, async () => {
        const feed = await deploy({ ...LIMITS, ...changes });

        expect((await feed.quote()).tftPerUsd).to.equal(FIRST_TFT);
      });
    }

    const refused: [string, Partial<PriceLimits>][] = [
      ["a price of nothing", { lowestUsdPerTft: 0n }],
      ["less than the absolute bounds", { lowestUsdPerTft: usd("0.0001") - 1n }],
      ["more than the absolute bounds", { highestUsdPerTft: usd("1000") + 1n }],
      ["bounds the wrong way round", { lowestUsdPerTft: FIRST, highestUsdPerTft: FIRST - 1n }],
      ["no move", { maxMoveBps: 0 }],
      ["a move of more than all", { maxMoveBps: 10_001 }],
      ["no interval", { minIntervalSeconds: 0 }],
      ["prices that are stale before the next may come", { maxAgeSeconds: 10 * MINUTE - 1 }],
    ];
    for (const [what, changes] of refused) {
      it(`refuses ${what}`, async () => {
        const { feed } = await networkHelpers.loadFixture(fixture);
        const limits = toLimitsStruct({ ...LIMITS, ...changes });

        await expect(deploy({ ...LIMITS, ...changes }))
          .to.be.revertedWithCustomError(feed, "PriceLimitsInvalid")
          .withArgs(Object.values(limits));
      });
    }

    it("takes a first price within the limits only", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);

      for (const price of [0n, usd("0.001") - 1n, usd("1") + 1n]) {
        await expect(deploy(LIMITS, price)).to.be.revertedWithCustomError(feed, "PriceInvalid").withArgs(price);
      }
      for (const price of [usd("0.001"), usd("1")]) {
        expect(await (await deploy(LIMITS, price)).usdPerTft()).to.equal(price);
      }
    });
  });

  describe("a new price", () => {
    it("holds from then on and is told with average and index", async () => {
      const { feed, start } = await networkHelpers.loadFixture(fixture);
      const price = usd("0.0105");

      await expect(updateAt(feed, start + HOUR, price))
        .to.emit(feed, "PriceUpdated")
        .withArgs(price, 10n ** 30n / price, FIRST_TFT, FIRST_TFT * 3600n);
      expect(await feed.quote()).to.deep.equal([FIRST_TFT * 3600n, 10n ** 30n / price, FIRST_TFT, false]);
      expect(await feed.updatedAt()).to.equal(start + HOUR);
    });

    it("waits for the interval", async () => {
      const { feed, start } = await networkHelpers.loadFixture(fixture);
      const earliest = start + 10 * MINUTE;

      await expect(updateAt(feed, earliest - 1, FIRST))
        .to.be.revertedWithCustomError(feed, "PriceTooSoon")
        .withArgs(earliest);
      await expect(updateAt(feed, earliest, FIRST)).to.emit(feed, "PriceUpdated");
    });

    for (const [what, price, held] of [
      ["a tenth above the average", usd("0.0111"), usd("0.011")],
      ["a tenth below the average", usd("0.0089"), usd("0.009")],
      ["a tenth below the average, even for nothing", 0n, usd("0.009")],
      ["a tenth above the average, even for all there is", ethers.MaxUint256, usd("0.011")],
    ] as const) {
      it(`is moved to ${what}`, async () => {
        const { feed, start } = await networkHelpers.loadFixture(fixture);

        await expect(updateAt(feed, start + HOUR, price))
          .to.emit(feed, "PriceUpdated")
          .withArgs(price, tftPerUsdOf(held), FIRST_TFT, FIRST_TFT * 3600n);
      });
    }

    for (const [what, first, price] of [
      ["lowest", usd("0.001"), usd("0.0009")],
      ["highest", usd("1"), usd("1.01")],
    ] as const) {
      it(`is moved to the ${what} there is`, async () => {
        const feed = await deploy(LIMITS, first);
        await updateAt(feed, (await time.latest()) + HOUR, price);

        expect(await feed.usdPerTft()).to.equal(first);
      });
    }

    it("follows a crash at the permitted speed, down to the new price", async () => {
      const { feed, start } = await networkHelpers.loadFixture(fixture);
      const crashed = usd("0.001");
      const prices: bigint[] = [];
      for (let hour = 1; hour <= 30 * 24; hour++) {
        await updateAt(feed, start + hour * HOUR, crashed);
        prices.push(await feed.usdPerTft());
      }

      expect(prices[0]).to.equal(usdPerTftOf(tftPerUsdOf(usd("0.009"))));
      for (const [index, price] of prices.entries()) expect(price <= (prices[index - 1] ?? FIRST)).to.be.true;
      // With a price every hour the average falls by some tenth a day, and the price stays a tenth below it.
      expect(prices[23]! > usd("0.008")).to.be.true;
      expect(prices.at(-1)).to.equal(crashed);
    });
  });

  describe("the average", () => {
    it("goes the share of a day in which a price stood", async () => {
      const { feed, start } = await networkHelpers.loadFixture(fixture);
      await updateAt(feed, start + HOUR, usd("0.0096"));
      const { tftPerUsd } = await feed.quote();

      for (const [elapsed, share] of [
        [6 * HOUR, 4n],
        [12 * HOUR, 2n],
        [DAY, 1n],
      ] as const) {
        await time.increaseTo(start + HOUR + elapsed);
        expect((await feed.quote()).averageTftPerUsd).to.equal(FIRST_TFT + (tftPerUsd - FIRST_TFT) / share);
      }
    });

    it("is a price that stood for a day, exactly, and stays it", async () => {
      const { feed, start } = await networkHelpers.loadFixture(fixture);
      await updateAt(feed, start + HOUR, usd("0.010777777777777777"));
      const { tftPerUsd } = await feed.quote();

      await time.increaseTo(start + HOUR + DAY - 1);
      expect((await feed.quote()).averageTftPerUsd).not.to.equal(tftPerUsd);
      for (const days of [1, 2, 1000]) {
        await time.increaseTo(start + HOUR + days * DAY);
        expect((await feed.quote()).averageTftPerUsd).to.equal(tftPerUsd);
      }
    });

    it("moves by a 144th of a spike of ten minutes", async () => {
      const { feed, start } = await networkHelpers.loadFixture(fixture);
      await updateAt(feed, start + 10 * MINUTE, usd("0.009"));
      const spike = (await feed.quote()).tftPerUsd - FIRST_TFT;
      await updateAt(feed, start + 20 * MINUTE, FIRST);

      expect((await feed.quote()).averageTftPerUsd).to.equal(FIRST_TFT + spike / 144n);
    });
  });

  describe("a quote", () => {
    it("is stale when the price is older than permitted", async () => {
      const { feed, start } = await networkHelpers.loadFixture(fixture);

      await time.increaseTo(start + DAY);
      expect((await feed.quote()).isStale).to.equal(false);
      await time.increaseTo(start + DAY + 1);
      expect((await feed.quote()).isStale).to.equal(true);

      await feed.update(FIRST);
      expect((await feed.quote()).isStale).to.equal(false);
    });

    it("goes on charging at a stale price", async () => {
      const { feed, start } = await networkHelpers.loadFixture(fixture);
      await time.increaseTo(start + 365 * DAY);

      expect((await feed.quote()).index).to.equal(FIRST_TFT * BigInt(365 * DAY));
    });

    it("of a century at the lowest price fits", async () => {
      const feed = await deploy({ ...LIMITS, lowestUsdPerTft: usd("0.0001") }, usd("0.0001"));
      const seconds = 36_525 * DAY;
      await time.increase(seconds);

      expect((await feed.quote()).index).to.equal(10n ** 16n * BigInt(seconds));
    });
  });

  describe("against the library", () => {
    const anyPrice = fc.oneof(
      fc.bigInt({ min: 0n, max: 10n ** 22n }),
      fc.bigInt({ min: usd("0.005"), max: usd("0.02") }),
    );
    const anyPause = fc.oneof(fc.integer({ min: 600, max: 7200 }), fc.integer({ min: 600, max: 3 * DAY }));
    const history = sample(
      fc.record({ pause: anyPause, price: anyPrice, rest: fc.integer({ min: 1, max: 590 }) }),
      200,
    );

    it("keeps the same integers through a random history", async () => {
      const { feed, start } = await networkHelpers.loadFixture(fixture);
      let state = { index: 0n, tftPerUsd: FIRST_TFT, averageTftPerUsd: FIRST_TFT, updatedAt: start };
      for (const { pause, price, rest } of history) {
        const at = state.updatedAt + pause;
        const { index, averageTftPerUsd } = quoteAt(state, at);
        const held = tftPerUsdOf(clampPrice(price, averageTftPerUsd, LIMITS));

        await expect(updateAt(feed, at, price))
          .to.emit(feed, "PriceUpdated")
          .withArgs(price, held, averageTftPerUsd, index);
        state = { index, tftPerUsd: held, averageTftPerUsd, updatedAt: at };

        await time.increase(rest);
        const later = quoteAt(state, at + rest);
        expect(await feed.quote()).to.deep.equal([later.index, held, later.averageTftPerUsd, false]);
        expect(await feed.usdPerTft()).to.equal(usdPerTftOf(held));
      }
    });

    it("finds the same median", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);
      const prices = fc.array(fc.oneof(anyPrice, fc.bigInt({ min: 0n, max: 3n })), { minLength: 1, maxLength: 32 });
      for (const each of sample(prices, 100)) expect(await feed.medianDown(each)).to.equal(median(each));
    });
  });
});
