import { expect } from "chai";
import hre from "hardhat";
import {
  BALANCE_PER_UNIT,
  DEPOSIT,
  emptyEscrow,
  exhaustedAccount,
  HIGHEST_PRICE,
  listPrice,
  openAccount,
  openStream,
  PRICE,
  RATE,
  RESERVE,
  runningStream,
  runStream,
  UNITS_PER_SECOND,
  UNITS_PER_TFT,
} from "../helpers/escrow-fixtures.ts";
import { struct } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const DAY = 86_400n;
const STATUSES = { active: 0n, paused: 1n, exhausted: 2n };
const NO_RATES = { discountable: 0n, plain: 0n, pendingDiscountable: 0n, pendingPlain: 0n };

/** The ladder for one stream at the usual rate: at which balance a step begins, in TFT units, and what remains of the price. */
const LADDER = [
  { level: 0n, months: 0n, percent: 100n },
  { level: 1n, months: 15n, percent: 80n },
  { level: 2n, months: 30n, percent: 70n },
  { level: 3n, months: 60n, percent: 60n },
  { level: 4n, months: 180n, percent: 40n },
].map(({ level, months, percent }) => ({
  level,
  percent,
  threshold: RESERVE + (UNITS_PER_SECOND * 30n * DAY * months) / 10n,
}));

async function empty() {
  return emptyEscrow(connection);
}

async function running() {
  return runningStream(connection);
}

async function exhausted() {
  return exhaustedAccount(connection);
}

/** A stream runs since the latest block, of an account that then held so many TFT units. */
async function runningWith(units: bigint, changes: Parameters<typeof runStream>[1] = {}) {
  const context = await networkHelpers.loadFixture(empty);
  const accountId = await openAccount(context, context.tenant, units);
  const streamId = await runStream(context, changes);
  return { ...context, accountId, streamId, startedAt: await time.latest() };
}

describe("Escrow", () => {
  describe("the discount ladder", () => {
    for (const { level, percent, threshold } of LADDER) {
      it(`takes ${percent} % of the price at level ${level}`, async () => {
        const deposit = threshold + 10_000n * UNITS_PER_SECOND;
        const { escrow, forecasts, accountId, streamId, startedAt } = await runningWith(deposit);
        await time.increaseTo(startedAt + 100);
        const { balance, level: found } = await forecasts.stateOf(accountId);

        expect(found).to.equal(level);
        expect(await escrow.owedTo(streamId)).to.equal(UNITS_PER_SECOND * percent);
        expect(balance).to.equal(deposit * BALANCE_PER_UNIT - listPrice(RATE, percent));
      });
    }

    for (const { level, percent, threshold } of LADDER.slice(1)) {
      it(`falls from level ${level} when the money above it is used`, async () => {
        const [perSecond, next] = [percent, LADDER[Number(level) - 1]!.percent].map(
          (p) => (UNITS_PER_SECOND * p) / 100n,
        );
        const context = await runningWith(threshold + 10n * perSecond!);
        const { escrow, forecasts, accountId, streamId, startedAt } = context;

        await time.increaseTo(startedAt + 9);
        expect((await forecasts.stateOf(accountId)).level).to.equal(level);
        await time.increaseTo(startedAt + 10);
        expect(await escrow.owedTo(streamId)).to.equal(10n * perSecond!);
        expect((await forecasts.stateOf(accountId)).level).to.equal(level - 1n);
        await time.increaseTo(startedAt + 110);
        expect(await escrow.owedTo(streamId)).to.equal(10n * perSecond! + 100n * next!);
      });
    }

    it("passes all levels, retention and exhaustion however long nobody calls", async () => {
      const deposit = LADDER[4]!.threshold + 1_000_000n * UNITS_PER_SECOND;
      const { escrow, forecasts, accountId, streamId, startedAt } = await runningWith(deposit);
      const spans = LADDER.toReversed().map(({ threshold, percent }, position, ladder) => {
        const above = position === 0 ? deposit : ladder[position - 1]!.threshold;
        return ((above - threshold) * 100n) / (UNITS_PER_SECOND * percent);
      });
      const active = spans.reduce((sum, span) => sum + span, 0n);

      await time.increaseTo(BigInt(startedAt) + active);
      expect(await escrow.owedTo(streamId)).to.be.within(deposit - RESERVE - 5n * UNITS_PER_SECOND, deposit - RESERVE);
      await time.increaseTo(BigInt(startedAt) + active + 14n * DAY);
      expect((await forecasts.stateOf(accountId)).status).to.equal(STATUSES.paused);
      await time.increase(10);
      expect((await forecasts.stateOf(accountId)).status).to.equal(STATUSES.exhausted);
      await time.increase(100 * 365 * 86_400);
      expect(await escrow.owedTo(streamId)).to.be.within(deposit - 1n, deposit);
    });

    it("never discounts the plain rate", async () => {
      const deposit = 100_000n * UNITS_PER_TFT;
      const { escrow, streamId, startedAt } = await runningWith(deposit, { plainRate: RATE });
      await time.increaseTo(startedAt + 1000);

      expect(await escrow.owedTo(streamId)).to.equal(1000n * (UNITS_PER_SECOND + (UNITS_PER_SECOND * 40n) / 100n));
    });

    it("compares the balance with all rates, pending ones included", async () => {
      const context = await runningWith(LADDER[1]!.threshold + 10_000n * UNITS_PER_SECOND);
      const { forecasts, accountId } = context;
      expect((await forecasts.stateOf(accountId)).level).to.equal(1n);
      await openStream(context, { discountableRate: 0n, plainRate: 2n * RATE });

      expect((await forecasts.stateOf(accountId)).level).to.equal(0n);
    });

    it("does not move with the price between two writes, only the cost does", async () => {
      const context = await runningWith(LADDER[3]!.threshold + 50_000n * UNITS_PER_SECOND);
      const { escrow, forecasts, feed, accountId, streamId } = context;
      await feed.set(10n * PRICE);
      const [since, before] = [await time.latest(), await escrow.owedTo(streamId)];
      await time.increaseTo(since + 1000);

      expect((await forecasts.stateOf(accountId)).level).to.equal(3n);
      expect((await escrow.owedTo(streamId)) - before).to.equal(10n * 600n * UNITS_PER_SECOND);
    });

    it("charges each second at the price that held then", async () => {
      const { escrow, feed, streamId, startedAt } = await networkHelpers.loadFixture(running);
      for (const [after, price] of [
        [100, 2n * PRICE],
        [300, PRICE / 5n],
        [1000, 4n * PRICE],
      ] as const) {
        await time.setNextBlockTimestamp(startedAt + after);
        await feed.set(price);
      }
      await time.increaseTo(startedAt + 1010);

      expect(await escrow.owedTo(streamId)).to.equal((100n + 2n * 200n + 700n / 5n + 4n * 10n) * UNITS_PER_SECOND);
    });
  });

  describe("a paused account", () => {
    it("is charged 40 % of the undiscounted rates, the plain one too", async () => {
      const spare = 20_000n * UNITS_PER_SECOND;
      const context = await runningWith(2n * RESERVE + spare, { plainRate: RATE });
      const { escrow, forecasts, accountId, streamId, startedAt } = context;
      await time.increaseTo(startedAt + 10_000);
      expect((await forecasts.stateOf(accountId)).status).to.equal(STATUSES.paused);
      await time.increaseTo(startedAt + 11_000);

      expect(await escrow.owedTo(streamId)).to.equal(spare + 1000n * 2n * 100n);
    });

    it("is active again when a deposit lifts it above the reserve", async () => {
      const { escrow, forecasts, tenant, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      const activeSeconds = (DEPOSIT - RESERVE) / UNITS_PER_SECOND;
      await time.setNextBlockTimestamp(BigInt(startedAt) + activeSeconds + 1000n);
      await escrow.connect(tenant).deposit(accountId, 1000n * 100n + 10n * UNITS_PER_SECOND);
      expect((await forecasts.stateOf(accountId)).status).to.equal(STATUSES.active);
      const before = await escrow.owedTo(streamId);
      await time.increase(10);

      expect((await escrow.owedTo(streamId)) - before).to.equal(10n * UNITS_PER_SECOND);
    });

    it("stays paused, only longer, when a deposit does not reach the reserve", async () => {
      const { escrow, forecasts, tenant, accountId, startedAt } = await networkHelpers.loadFixture(running);
      const activeSeconds = (DEPOSIT - RESERVE) / UNITS_PER_SECOND;
      await time.setNextBlockTimestamp(BigInt(startedAt) + activeSeconds + 1000n);
      const { exhaustsAt } = await forecasts.forecastOf(accountId, PRICE);
      await escrow.connect(tenant).deposit(accountId, 500n * 100n);

      expect((await forecasts.stateOf(accountId)).status).to.equal(STATUSES.paused);
      expect((await forecasts.forecastOf(accountId, PRICE)).exhaustsAt).to.equal(exhaustsAt + 500n);
    });
  });

  describe("an exhausted account", () => {
    it("is found so by the next own write, which begins an epoch without rates", async () => {
      const { escrow, tenant, accountId } = await networkHelpers.loadFixture(exhausted);
      const { index } = await escrow.booksOf(accountId);
      const deposit = escrow.connect(tenant).deposit(accountId, 70n);

      await expect(deposit)
        .to.emit(escrow, "AccountExhausted")
        .withArgs(
          accountId,
          0n,
          (end: bigint) => end > index,
          (charged: { epoch: bigint }) => charged.epoch === 0n,
        );
      const books = await escrow.booksOf(accountId);
      expect(books.rates).to.satisfy(struct(NO_RATES));
      expect(books.charged.epoch).to.equal(1n);
      expect(books.balance).to.be.within(70n * BALANCE_PER_UNIT, 71n * BALANCE_PER_UNIT);
    });

    it("owes its streams no more than it was charged, now and for ever", async () => {
      const { escrow, tenant, accountId, streamId } = await networkHelpers.loadFixture(exhausted);
      const owed = await escrow.owedTo(streamId);
      const withdrawn = DEPOSIT - RESERVE - UNITS_PER_TFT;
      expect(owed).to.be.within(DEPOSIT - withdrawn - 1000n, DEPOSIT - withdrawn);

      await escrow.connect(tenant).deposit(accountId, DEPOSIT);
      await time.increase(10_000);
      expect(await escrow.owedTo(streamId)).to.equal(owed);
    });

    it("can be used again, and what died stays dead", async () => {
      const context = await networkHelpers.loadFixture(exhausted);
      const { escrow, tenant, accountId, streamId } = context;
      await escrow.connect(tenant).deposit(accountId, DEPOSIT);
      const second = await runStream(context);
      await time.increase(100);

      expect((await escrow.streamOf(second)).epoch).to.equal(1n);
      expect(await escrow.owedTo(second)).to.equal(100n * UNITS_PER_SECOND);
      expect([await escrow.isDead(streamId), await escrow.isDead(second)]).to.deep.equal([true, false]);
    });

    it("gives everything out that is paid in afterwards", async () => {
      const { escrow, tenant, accountId } = await networkHelpers.loadFixture(exhausted);
      await escrow.connect(tenant).deposit(accountId, 70n);

      await expect(escrow.connect(tenant).withdraw(accountId, tenant, 70n)).to.emit(escrow, "Withdrawn");
    });

    it("is exhausted as often as its money ends", async () => {
      const context = await networkHelpers.loadFixture(exhausted);
      const { escrow, feed, tenant, accountId } = context;
      await escrow.connect(tenant).deposit(accountId, DEPOSIT);
      const second = await runStream(context);
      await feed.set(HIGHEST_PRICE);
      await time.increase(20_000);

      const deposit = escrow.connect(tenant).deposit(accountId, DEPOSIT);
      await expect(deposit)
        .to.emit(escrow, "AccountExhausted")
        .withArgs(
          accountId,
          1n,
          (index: bigint) => index > 0n,
          (charged: { epoch: bigint }) => charged.epoch === 1n,
        );
      expect(await escrow.owedTo(second)).to.be.within(DEPOSIT - 1n, DEPOSIT);
    });
  });

  describe("the reference price", () => {
    for (const { title, average, deposit, expected } of [
      { title: "follows the day's average where the account stays active", average: 2n, deposit: 1n, expected: 2n },
      { title: "follows a lower average", average: 1n, deposit: 1n, expected: 1n },
      { title: "stays where the average alone would pause the account", average: 100n, deposit: 1n, expected: 4n },
      { title: "follows where the deposit is enough for both", average: 100n, deposit: DEPOSIT * 20n, expected: 100n },
    ]) {
      it(title, async () => {
        const { escrow, feed, tenant, accountId } = await networkHelpers.loadFixture(running);
        await feed.setWithAverage(PRICE, 4n * PRICE);
        await escrow.connect(tenant).deposit(accountId, 1n);
        await feed.setWithAverage(PRICE, average * PRICE);
        await escrow.connect(tenant).deposit(accountId, deposit);

        expect((await escrow.booksOf(accountId)).referenceTftPerUsd).to.equal(expected * PRICE);
      });
    }

    it("gives no discount to a deposit at which the average alone would pause the account", async () => {
      const { escrow, feed, forecasts, tenant, accountId } = await networkHelpers.loadFixture(running);
      await feed.setWithAverage(PRICE, 2000n * PRICE);
      await escrow.connect(tenant).deposit(accountId, LADDER[4]!.threshold);

      const { status, level } = await forecasts.stateOf(accountId);
      expect([status, level]).to.deep.equal([STATUSES.active, 0n]);
      const { balance, referenceTftPerUsd } = await escrow.booksOf(accountId);
      // A second's worth of list price is 10 grains per rate and price; the first step covers 4,371,840 seconds.
      const perPrice = 10n * RATE * 4_371_840n;
      expect(referenceTftPerUsd).to.equal((balance * 10n ** 15n + perPrice - 1n) / perPrice);
    });

    it("is the present average, not the latest price", async () => {
      const { escrow, feed, tenant, accountId } = await networkHelpers.loadFixture(running);
      await feed.setWithAverage(3n * PRICE, 2n * PRICE);
      await escrow.connect(tenant).deposit(accountId, 1n);

      expect((await escrow.booksOf(accountId)).referenceTftPerUsd).to.equal(2n * PRICE);
    });

    it("stays when streams are started, charged for or closed", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, feed, operator, accountId, streamId } = context;
      const waiting = await openStream(context, { discountableRate: 1n });
      await feed.setWithAverage(PRICE, 2n * PRICE);
      for (const act of [
        () => escrow.connect(operator).start(waiting),
        () => escrow.connect(operator).charge(waiting, 1n),
        () => escrow.connect(operator).close(waiting),
        async () => escrow.connect(operator).closeAsOf(streamId, await time.latest()),
      ]) {
        await act();
        expect((await escrow.booksOf(accountId)).referenceTftPerUsd).to.equal(PRICE);
      }
    });

    it("follows at every own write while the account is paused", async () => {
      const { escrow, feed, tenant, accountId, startedAt } = await networkHelpers.loadFixture(running);
      await time.increaseTo(BigInt(startedAt) + (DEPOSIT - RESERVE) / UNITS_PER_SECOND + 1000n);
      for (const factor of [100n, 200n]) {
        await feed.setWithAverage(PRICE, factor * PRICE);
        await escrow.connect(tenant).deposit(accountId, 1n);

        expect((await escrow.booksOf(accountId)).referenceTftPerUsd).to.equal(factor * PRICE);
      }
    });

    it("forgets the old one with the epoch", async () => {
      const { escrow, feed, tenant, accountId } = await networkHelpers.loadFixture(exhausted);
      await feed.setWithAverage(PRICE, 100n * PRICE);
      await escrow.connect(tenant).deposit(accountId, 1n);

      expect((await escrow.booksOf(accountId)).referenceTftPerUsd).to.equal(100n * PRICE);
    });
  });
});
