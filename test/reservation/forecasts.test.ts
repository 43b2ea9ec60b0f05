import { expect } from "chai";
import hre from "hardhat";
import {
  BALANCE_PER_UNIT,
  DEPOSIT,
  emptyEscrow,
  exhaustedAccount,
  fundedAccount,
  HELD,
  HIGHEST_PRICE,
  LIMITS,
  LOWEST_PRICE,
  openAccount,
  pendingStream,
  PRICE,
  RATE,
  RESERVE,
  runningStream,
  runStream,
  UNITS_PER_SECOND,
  unitsOf,
} from "../helpers/escrow-fixtures.ts";
import { struct, structWith } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const DAY = 86_400n;
const STATUSES = { active: 0n, paused: 1n, exhausted: 2n };
const NO_RATES = { discountable: 0n, plain: 0n, pendingDiscountable: 0n, pendingPlain: 0n };
const NEVER = { discountFallsAt: 0n, pausesAt: 0n, exhaustsAt: 0n };

/** How long the deposit lasts at list price, and then within the reserve. */
const ACTIVE_SECONDS = (DEPOSIT - RESERVE) / UNITS_PER_SECOND;
const PAUSED_SECONDS = 14n * DAY;

async function empty() {
  return emptyEscrow(connection);
}

async function funded() {
  return fundedAccount(connection);
}

async function pending() {
  return pendingStream(connection);
}

async function running() {
  return runningStream(connection);
}

async function exhausted() {
  return exhaustedAccount(connection);
}

/** The account has a discount of 20 %, by 100 seconds' worth at that price. */
async function discounted() {
  const context = await emptyEscrow(connection);
  const above = (100n * UNITS_PER_SECOND * 80n) / 100n;
  const accountId = await openAccount(context, context.tenant, RESERVE + UNITS_PER_SECOND * 45n * DAY + above);
  const streamId = await runStream(context);
  return { ...context, accountId, streamId, startedAt: BigInt(await time.latest()) };
}

describe("Forecasts", () => {
  it("reads the escrow and the feed that it was given", async () => {
    const { forecasts, escrow, feed } = await networkHelpers.loadFixture(empty);

    expect(await forecasts.ESCROW()).to.equal(await escrow.getAddress());
    expect(await forecasts.PRICE_FEED()).to.equal(await feed.getAddress());
    expect(await feed.usdPerTft()).to.equal(10n ** 30n / PRICE);
    expect((await feed.limits()).maxMoveBps).to.equal(10_000n);
  });

  it("knows only accounts that exist", async () => {
    const { forecasts, escrow } = await networkHelpers.loadFixture(empty);

    for (const call of [
      () => forecasts.stateOf(1n),
      () => forecasts.forecastOf(1n, PRICE),
      () => forecasts.depositToLast(1n, 2n ** 40n - 1n),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(escrow, "EscrowAccountNotFound").withArgs(1n);
    }
  });

  describe("the state of an account", () => {
    it("is active without a reserve while nothing is open", async () => {
      const { forecasts, accountId } = await networkHelpers.loadFixture(funded);

      expect(await forecasts.stateOf(accountId)).to.satisfy(
        structWith({ status: STATUSES.active, balance: DEPOSIT * BALANCE_PER_UNIT, reserve: 0n, rates: NO_RATES }),
      );
    });

    it("counts what waits in the reserve, and charges nothing for it", async () => {
      const { forecasts, accountId } = await networkHelpers.loadFixture(pending);
      await time.increase(5000);

      expect(await forecasts.stateOf(accountId)).to.satisfy(
        struct({
          status: STATUSES.active,
          balance: (DEPOSIT - HELD) * BALANCE_PER_UNIT,
          reserve: RESERVE * BALANCE_PER_UNIT,
          level: 0n,
          rates: { ...NO_RATES, pendingDiscountable: RATE },
        }),
      );
    });

    it("pauses with the reserve, and is exhausted with the money", async () => {
      const { forecasts, accountId, startedAt } = await networkHelpers.loadFixture(running);
      const pausesAt = BigInt(startedAt) + ACTIVE_SECONDS;
      const reserve = RESERVE * BALANCE_PER_UNIT;
      const rates = { ...NO_RATES, discountable: RATE };
      for (const [moment, state] of [
        [pausesAt, { status: STATUSES.paused, balance: reserve, reserve, level: 0n, rates }],
        [pausesAt + PAUSED_SECONDS, { status: STATUSES.paused, balance: 0n, reserve, level: 0n, rates }],
        [
          pausesAt + PAUSED_SECONDS + 1n,
          { status: STATUSES.exhausted, balance: 0n, reserve: 0n, level: 0n, rates: NO_RATES },
        ],
      ] as const) {
        await time.increaseTo(moment);
        expect(await forecasts.stateOf(accountId)).to.satisfy(struct(state));
      }
    });

    it("is active with empty rates once an exhausted account was written", async () => {
      const { forecasts, escrow, tenant, accountId } = await networkHelpers.loadFixture(exhausted);
      expect((await forecasts.stateOf(accountId)).status).to.equal(STATUSES.exhausted);
      await escrow.connect(tenant).deposit(accountId, 1n);

      expect(await forecasts.stateOf(accountId)).to.satisfy(
        structWith({ status: STATUSES.active, rates: NO_RATES, reserve: 0n }),
      );
    });

    it("equals what the next write finds", async () => {
      const { forecasts, escrow, operator, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      await time.increaseTo(startedAt + 100_000);
      const { balance } = await forecasts.stateOf(accountId);
      await time.setNextBlockTimestamp(startedAt + 100_001);
      await escrow.connect(operator).charge(streamId, 0n);

      expect((await escrow.booksOf(accountId)).balance).to.equal(balance - UNITS_PER_SECOND * BALANCE_PER_UNIT);
    });
  });

  describe("the forecast of an account", () => {
    it("tells when it pauses and when it is exhausted, to the second", async () => {
      const { forecasts, accountId, startedAt } = await networkHelpers.loadFixture(running);
      const pausesAt = BigInt(startedAt) + ACTIVE_SECONDS;
      const exhaustsAt = pausesAt + PAUSED_SECONDS + 1n;
      const expected = struct({ discountFallsAt: 0n, pausesAt, exhaustsAt });
      expect(await forecasts.forecastOf(accountId, PRICE)).to.satisfy(expected);
      await time.increase(12_345);
      expect(await forecasts.forecastOf(accountId, PRICE)).to.satisfy(expected);

      await time.increaseTo(exhaustsAt - 1n);
      expect((await forecasts.stateOf(accountId)).status).to.equal(STATUSES.paused);
      await time.increaseTo(exhaustsAt);
      expect((await forecasts.stateOf(accountId)).status).to.equal(STATUSES.exhausted);
    });

    it("tells when the discount falls", async () => {
      const { forecasts, accountId, startedAt } = await networkHelpers.loadFixture(discounted);
      const { discountFallsAt, pausesAt } = await forecasts.forecastOf(accountId, PRICE);

      expect(discountFallsAt).to.equal(startedAt + 100n);
      expect(pausesAt).to.equal(startedAt + 100n + 45n * DAY);
      await time.increaseTo(startedAt + 99n);
      expect((await forecasts.stateOf(accountId)).level).to.equal(1n);
      await time.increaseTo(discountFallsAt);
      expect((await forecasts.stateOf(accountId)).level).to.equal(0n);
      expect((await forecasts.forecastOf(accountId, PRICE)).discountFallsAt).to.equal(0n);
    });

    it("answers at any price", async () => {
      const { forecasts, accountId, startedAt } = await networkHelpers.loadFixture(running);
      const pausesAt = BigInt(startedAt) + ACTIVE_SECONDS / 2n;

      expect(await forecasts.forecastOf(accountId, 2n * PRICE)).to.satisfy(
        struct({ discountFallsAt: 0n, pausesAt, exhaustsAt: pausesAt + PAUSED_SECONDS / 2n + 1n }),
      );
      await expect(forecasts.forecastOf(accountId, 0n)).to.be.revertedWithCustomError(forecasts, "ForecastsPriceZero");
    });

    it("tells of a paused account that it is paused, and when it is exhausted", async () => {
      const { forecasts, accountId, startedAt } = await networkHelpers.loadFixture(running);
      await time.increaseTo(BigInt(startedAt) + ACTIVE_SECONDS + 1000n);
      const exhaustsAt = BigInt(startedAt) + ACTIVE_SECONDS + PAUSED_SECONDS + 1n;

      expect(await forecasts.forecastOf(accountId, PRICE)).to.satisfy(
        struct({ ...NEVER, pausesAt: await time.latest(), exhaustsAt }),
      );
    });

    for (const [title, fixture] of Object.entries({
      "has nothing open": funded,
      "has only what waits": pending,
    })) {
      it(`tells nothing of an account that ${title}`, async () => {
        const { forecasts, accountId } = await networkHelpers.loadFixture(fixture);
        expect(await forecasts.forecastOf(accountId, PRICE)).to.satisfy(struct(NEVER));
      });
    }
  });

  describe("the deposit to last", () => {
    it("is the least with which the account is still active then", async () => {
      const { forecasts, escrow, tenant, accountId, startedAt } = await networkHelpers.loadFixture(running);
      const until = BigInt(startedAt) + ACTIVE_SECONDS + 5n * DAY;
      await time.increaseTo(BigInt(startedAt) + 30n * DAY);
      const amount = await forecasts.depositToLast(accountId, until);
      expect(amount).to.equal(UNITS_PER_SECOND * 5n * DAY + 1n);

      for (const [deposit, status] of [
        [amount - 1n, STATUSES.paused],
        [amount, STATUSES.active],
      ] as const) {
        const snapshot = await networkHelpers.takeSnapshot();
        await escrow.connect(tenant).deposit(accountId, deposit);
        await time.increaseTo(until);
        expect((await forecasts.stateOf(accountId)).status).to.equal(status);
        await snapshot.restore();
      }
    });

    it("counts the discount that it brings", async () => {
      const { forecasts, escrow, tenant, accountId, startedAt } = await networkHelpers.loadFixture(running);
      const until = BigInt(startedAt) + 1000n * DAY;
      const amount = await forecasts.depositToLast(accountId, until);
      expect(amount).to.be.lessThan(UNITS_PER_SECOND * 800n * DAY);
      await escrow.connect(tenant).deposit(accountId, amount + 10n * UNITS_PER_SECOND);
      await time.increaseTo(until);

      expect((await forecasts.stateOf(accountId)).status).to.equal(STATUSES.active);
      expect(await unitsOf({ forecasts })).to.be.within(RESERVE, RESERVE + 40n * UNITS_PER_SECOND);
    });

    it("is nothing where nothing is missing", async () => {
      const { forecasts, accountId, startedAt } = await networkHelpers.loadFixture(running);
      const last = BigInt(startedAt) + ACTIVE_SECONDS - 1n;

      expect(await forecasts.depositToLast(accountId, last)).to.equal(0n);
      expect(await forecasts.depositToLast(accountId, last + 1n)).to.equal(1n);
    });

    it("is the reserve's rest for what waits, and nothing for an exhausted account", async () => {
      const { forecasts, feed, accountId } = await networkHelpers.loadFixture(pending);
      await feed.setWithAverage(PRICE, 10n * PRICE);
      const later = (await time.latest()) + 100;
      expect(await forecasts.depositToLast(accountId, later)).to.equal(10n * RESERVE - (DEPOSIT - HELD));

      const { forecasts: others, accountId: emptied } = await networkHelpers.loadFixture(exhausted);
      expect(await others.depositToLast(emptied, (await time.latest()) + 100)).to.equal(0n);
    });

    it("is beyond reach in the past, and where no balance would do", async () => {
      const context = await networkHelpers.loadFixture(funded);
      const { forecasts, escrow, feed, tenant, operator, accountId } = context;
      const now = await time.latest();
      await expect(forecasts.depositToLast(accountId, now))
        .to.be.revertedWithCustomError(forecasts, "ForecastsBeyondReach")
        .withArgs(accountId, now);

      await feed.set(LOWEST_PRICE);
      await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, maxRate: 10n ** 17n });
      await runStream(context, { discountableRate: 10n ** 17n });
      await feed.set(HIGHEST_PRICE);
      const never = 2n ** 40n - 1n;
      await expect(forecasts.depositToLast(accountId, never))
        .to.be.revertedWithCustomError(forecasts, "ForecastsBeyondReach")
        .withArgs(accountId, never);
    });
  });
});
