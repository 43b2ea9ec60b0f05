import { expect } from "chai";
import hre from "hardhat";
import { tftPerUsdOf } from "../../sdk/rules/price.ts";
import { AggregatorPriceFeed__factory } from "../../typechain-types/factories/contracts/oracle/AggregatorPriceFeed__factory.ts";
import { AggregatorStub__factory } from "../../typechain-types/factories/test/contracts/AggregatorStub__factory.ts";
import { DAY, HOUR, LIMITS, MINUTE, toLimitsStruct, usd } from "../helpers/prices.ts";

const { ethers, networkHelpers } = await hre.network.create();
const { time } = networkHelpers;

const FIRST = usd("0.01");
const DECIMALS = 8;
/** 0.0105 USD with 8 decimals. */
const ANSWER = 1_050_000n;

const [deployer, anybody] = await ethers.getSigners();

async function deploy(decimals = DECIMALS) {
  const source = await new AggregatorStub__factory(deployer!).deploy(decimals);
  const feed = await new AggregatorPriceFeed__factory(deployer!).deploy(toLimitsStruct(LIMITS), FIRST, source);
  return { source, feed };
}

/** A feed at 0.01 USD upon a source of 8 decimals, two days later. */
async function fixture() {
  const deployed = await deploy();
  await time.increase(2 * DAY);
  return { ...deployed, now: await time.latest() };
}

describe("AggregatorPriceFeed", () => {
  describe("founding a feed", () => {
    it("tells its source", async () => {
      const { source, feed } = await deploy();

      await expect(feed.deploymentTransaction()).to.emit(feed, "AggregatorPriceFeedStarted").withArgs(source, DECIMALS);
      expect(await feed.SOURCE()).to.equal(await source.getAddress());
      expect(await feed.usedRoundAt()).to.equal(0n);
    });

    for (const decimals of [0, 8, 18]) {
      it(`follows a source of ${decimals} decimals`, async () => {
        const { source, feed } = await deploy(decimals);
        await time.increase(HOUR);
        await source.set(10n ** BigInt(decimals), await time.latest());

        await expect(feed.poke())
          .to.emit(feed, "PriceUpdated")
          .withArgs(usd("1"), tftPerUsdOf(usd("0.011")), tftPerUsdOf(FIRST), (index: bigint) => index > 0n);
      });
    }

    it("refuses a source of more decimals than prices have", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);

      await expect(deploy(19)).to.be.revertedWithCustomError(feed, "AggregatorDecimalsInvalid").withArgs(19);
    });
  });

  describe("poking", () => {
    it("makes the latest answer the price, whoever does it", async () => {
      const { source, feed, now } = await networkHelpers.loadFixture(fixture);
      await source.set(ANSWER, now);

      await feed.connect(anybody).poke();

      expect((await feed.quote()).tftPerUsd).to.equal(tftPerUsdOf(usd("0.0105")));
      expect(await feed.usedRoundAt()).to.equal(now);
    });

    for (const answer of [0n, -1n, ethers.MinInt256]) {
      it(`refuses the answer ${answer}`, async () => {
        const { source, feed, now } = await networkHelpers.loadFixture(fixture);
        await source.set(answer, now);

        await expect(feed.poke()).to.be.revertedWithCustomError(feed, "AggregatorAnswerInvalid").withArgs(answer);
      });
    }

    for (const [what, answer, held] of [
      ["least", 1n, "0.009"],
      ["greatest", ethers.MaxInt256, "0.011"],
    ] as const) {
      it(`follows the ${what} answer as far as permitted`, async () => {
        const { source, feed, now } = await networkHelpers.loadFixture(fixture);
        await source.set(answer, now);

        await feed.poke();

        expect((await feed.quote()).tftPerUsd).to.equal(tftPerUsdOf(usd(held)));
      });
    }

    it("uses a round once, and none that is older", async () => {
      const { source, feed, now } = await networkHelpers.loadFixture(fixture);
      await source.set(ANSWER, now);
      await feed.poke();
      await time.increase(HOUR);

      for (const roundAt of [now, now - 1]) {
        await source.set(ANSWER, roundAt);
        await expect(feed.poke()).to.be.revertedWithCustomError(feed, "AggregatorRoundNotNewer").withArgs(roundAt, now);
      }
      await source.set(ANSWER, now + 1);
      await expect(feed.poke()).to.emit(feed, "PriceUpdated");
    });

    it("uses a newer round that tells of a time before the latest price", async () => {
      const { source, feed, now } = await networkHelpers.loadFixture(fixture);
      await source.set(ANSWER, now - HOUR);
      await feed.poke();
      await time.increase(HOUR);
      await source.set(ANSWER, now - 1);

      await expect(feed.poke()).to.emit(feed, "PriceUpdated");
    });

    it("refuses a round that is stale already", async () => {
      const { source, feed, now } = await networkHelpers.loadFixture(fixture);
      const roundAt = now - HOUR;
      await source.set(ANSWER, roundAt);

      await time.setNextBlockTimestamp(roundAt + DAY + 1);
      await expect(feed.poke()).to.be.revertedWithCustomError(feed, "AggregatorRoundUntimely").withArgs(roundAt);
    });

    it("takes a round that is just not stale", async () => {
      const { source, feed, now } = await networkHelpers.loadFixture(fixture);
      const roundAt = now - HOUR;
      await source.set(ANSWER, roundAt);

      await time.setNextBlockTimestamp(roundAt + DAY);
      await expect(feed.poke()).to.emit(feed, "PriceUpdated");
    });

    it("refuses a round of the future, which no later one would follow", async () => {
      const { source, feed, now } = await networkHelpers.loadFixture(fixture);
      await source.set(ANSWER, now + HOUR);

      await time.setNextBlockTimestamp(now + HOUR - 1);
      await expect(feed.poke())
        .to.be.revertedWithCustomError(feed, "AggregatorRoundUntimely")
        .withArgs(now + HOUR);
    });

    it("waits for the interval, and leaves the round unused", async () => {
      const { source, feed, now } = await networkHelpers.loadFixture(fixture);
      await source.set(ANSWER, now);
      await feed.poke();
      const earliest = (await time.latest()) + 10 * MINUTE;
      await source.set(ANSWER, now + 1);

      await time.setNextBlockTimestamp(earliest - 1);
      await expect(feed.poke()).to.be.revertedWithCustomError(feed, "PriceTooSoon").withArgs(earliest);
      expect(await feed.usedRoundAt()).to.equal(now);
    });
  });
});
