import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import hre from "hardhat";
import { tftPerUsdOf } from "../../sdk/rules/price.ts";
import type { MedianPriceFeed } from "../../typechain-types/contracts/oracle/MedianPriceFeed.ts";
import { MedianPriceFeed__factory } from "../../typechain-types/factories/contracts/oracle/MedianPriceFeed__factory.ts";
import { byAddress } from "../helpers/actors.ts";
import { DAY, HOUR, LIMITS, MINUTE, toLimitsStruct, usd } from "../helpers/prices.ts";
import { ROTATION_TYPES, signByMembers } from "../helpers/signatures.ts";

const { ethers, networkHelpers } = await hre.network.create();
const { time } = networkHelpers;

const FIRST = usd("0.01");
const ROTATION_DELAY = 7 * DAY;

const accounts = byAddress(await ethers.getSigners());
const MEMBERS = accounts.slice(0, 5);
const OTHERS = accounts.slice(5, 8);
const STRANGER = accounts[10]!;

async function deploy({ reportMaxAge = HOUR, members = MEMBERS, threshold = 3 } = {}) {
  const addresses = members.map(({ address }) => address);
  const factory = new MedianPriceFeed__factory(STRANGER);
  return factory.deploy(toLimitsStruct(LIMITS), FIRST, reportMaxAge, addresses, threshold, ROTATION_DELAY);
}

/** Three of five members make a price; reports are fresh for an hour. The first price is an hour old. */
async function fixture() {
  const feed = await deploy();
  await time.increase(HOUR);
  return { feed };
}

/** Members report one after another, beginning with the first. */
async function reportAll(feed: MedianPriceFeed, prices: readonly string[], members: HardhatEthersSigner[] = MEMBERS) {
  for (const [index, price] of prices.entries()) await feed.connect(members[index]).report(usd(price));
}

async function rotateToOthers(feed: MedianPriceFeed) {
  const { chainId } = await ethers.provider.getNetwork();
  const domain = {
    name: "ThreeFold MedianPriceFeed",
    version: "1",
    chainId,
    verifyingContract: await feed.getAddress(),
  };
  const rotation = { version: 2, members: OTHERS.map(({ address }) => address), threshold: 2 };
  await feed.rotate(rotation.members, 2, await signByMembers(MEMBERS, domain, ROTATION_TYPES, rotation));
}

describe("MedianPriceFeed", () => {
  describe("founding a feed", () => {
    it("tells for how long reports are fresh", async () => {
      const feed = await deploy();

      await expect(feed.deploymentTransaction()).to.emit(feed, "MedianPriceFeedStarted").withArgs(HOUR);
      expect(await feed.reportMaxAge()).to.equal(HOUR);
    });

    it("takes a time above 0, after which prices are not stale yet", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);

      for (const reportMaxAge of [0, DAY + 1]) {
        await expect(deploy({ reportMaxAge }))
          .to.be.revertedWithCustomError(feed, "PriceReportMaxAgeInvalid")
          .withArgs(reportMaxAge, DAY);
      }
      expect(await (await deploy({ reportMaxAge: DAY })).reportMaxAge()).to.equal(DAY);
    });
  });

  describe("reporting", () => {
    it("keeps and tells a member's latest report", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);
      const [member] = MEMBERS;
      await feed.connect(member).report(usd("0.02"));

      await expect(feed.connect(member).report(usd("0.03")))
        .to.emit(feed, "PriceReported")
        .withArgs(member, usd("0.03"));
      expect(await feed.reportOf(member!)).to.deep.equal([usd("0.03"), BigInt(await time.latest())]);
      expect(await feed.reportOf(MEMBERS[1]!)).to.deep.equal([0n, 0n]);
    });

    it("is for members of the active set", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);

      await expect(feed.connect(STRANGER).report(FIRST))
        .to.be.revertedWithCustomError(feed, "SignerSetNotMember")
        .withArgs(STRANGER, 1n);
    });

    it("takes any price within the absolute bounds, beyond the feed's own too", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);
      const [least, most] = [usd("0.0001"), usd("1000")];

      for (const price of [least, most]) await feed.connect(MEMBERS[0]).report(price);
      for (const price of [0n, least - 1n, most + 1n, ethers.MaxUint256]) {
        await expect(feed.connect(MEMBERS[0]).report(price))
          .to.be.revertedWithCustomError(feed, "PriceInvalid")
          .withArgs(price);
      }
    });
  });

  describe("the median", () => {
    it("is none below the threshold", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);
      await reportAll(feed, ["0.011", "0.0105"]);

      expect(await feed.median()).to.equal(0n);
      expect(await feed.usdPerTft()).to.equal(FIRST);
    });

    for (const [what, prices, expected] of [
      ["the middle one of an odd number", ["0.0105", "0.0102", "0.0109"], "0.0105"],
      ["the mean of the middle two of an even number", ["0.0105", "0.0102", "0.0109", "0.0103"], "0.0104"],
      ["rounded down", ["0.0001", "0.0105", "0.010500000000000001", "1000"], "0.0105"],
      ["among right ones where a minority is absurd", ["0.0001", "1000", "0.0105", "0.0104", "0.0103"], "0.0104"],
      ["among right ones where a minority errs to one side", ["1000", "999", "0.0105", "0.0104", "0.0103"], "0.0105"],
    ] as const) {
      it(`is ${what}`, async () => {
        const { feed } = await networkHelpers.loadFixture(fixture);
        await reportAll(feed, prices);

        expect(await feed.median()).to.equal(usd(expected));
      });
    }

    it("counts each member once", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);
      for (let i = 0; i < 5; i++) await feed.connect(MEMBERS[0]).report(usd("0.5"));
      await reportAll(feed, ["0.0105"]);

      expect(await feed.median()).to.equal(0n);
    });

    it("forgets a report that is no longer fresh", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);
      await reportAll(feed, ["0.0101", "0.0102", "0.0103"]);
      const first = Number((await feed.reportOf(MEMBERS[0]!)).reportedAt);

      await time.increaseTo(first + HOUR);
      expect(await feed.median()).to.equal(usd("0.0102"));
      await time.increaseTo(first + HOUR + 1);
      expect(await feed.median()).to.equal(0n);
    });

    it("leaves out who is no longer a member, at once", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);
      await rotateToOthers(feed);
      const activeFrom = (await time.latest()) + ROTATION_DELAY;
      await time.increaseTo(activeFrom - 10);
      await reportAll(feed, ["0.0101", "0.0102", "0.0103"]);
      expect(await feed.median()).to.equal(usd("0.0102"));

      await time.increaseTo(activeFrom);
      expect(await feed.median()).to.equal(0n);
      await expect(feed.connect(MEMBERS[0]).report(FIRST))
        .to.be.revertedWithCustomError(feed, "SignerSetNotMember")
        .withArgs(MEMBERS[0], 2n);
      await reportAll(feed, ["0.0106", "0.0108"], OTHERS);
      expect(await feed.median()).to.equal(usd("0.0107"));
    });
  });

  describe("the price", () => {
    it("becomes the median with the report that reaches the threshold", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);
      await reportAll(feed, ["0.0105", "0.0102"]);

      await expect(feed.connect(MEMBERS[2]).report(usd("0.0109")))
        .to.emit(feed, "PriceUpdated")
        .withArgs(usd("0.0105"), tftPerUsdOf(usd("0.0105")), tftPerUsdOf(FIRST), (index: bigint) => index > 0n);
    });

    it("waits for the interval, while reports are kept", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);
      await reportAll(feed, ["0.0105", "0.0105", "0.0105"]);
      const updatedAt = Number(await feed.updatedAt());

      await time.setNextBlockTimestamp(updatedAt + 10 * MINUTE - 1);
      await expect(feed.connect(MEMBERS[3]).report(usd("0.0103")))
        .to.emit(feed, "PriceReported")
        .and.not.to.emit(feed, "PriceUpdated");
      await time.setNextBlockTimestamp(updatedAt + 10 * MINUTE);
      await expect(feed.connect(MEMBERS[0]).report(usd("0.0101"))).to.emit(feed, "PriceUpdated");
      expect((await feed.quote()).tftPerUsd).to.equal(tftPerUsdOf(usd("0.0104")));
    });

    it("goes no further than the limits, whatever a majority reports", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);
      await reportAll(feed, ["1000", "1000", "1000"]);

      expect((await feed.quote()).tftPerUsd).to.equal(tftPerUsdOf(usd("0.011")));
    });

    it("goes stale when too few report, and reporting revives it", async () => {
      const { feed } = await networkHelpers.loadFixture(fixture);
      await time.increase(2 * DAY);
      await reportAll(feed, ["0.0101", "0.0102"]);
      expect((await feed.quote()).isStale).to.equal(true);

      await feed.connect(MEMBERS[4]).report(usd("0.0102"));
      expect((await feed.quote()).isStale).to.equal(false);
    });
  });

  it("has a signing domain of its own", async () => {
    const { feed } = await networkHelpers.loadFixture(fixture);
    const { name, version, verifyingContract } = await feed.eip712Domain();

    expect([name, version, verifyingContract]).to.deep.equal([
      "ThreeFold MedianPriceFeed",
      "1",
      await feed.getAddress(),
    ]);
  });
});
