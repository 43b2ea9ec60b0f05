import { expect } from "chai";
import hre from "hardhat";
import {
  BALANCE_PER_UNIT,
  DEPOSIT,
  exhaustedAccount,
  FAR_FUTURE,
  HELD,
  openStream,
  pendingStream,
  PRICE,
  RATE,
  runningStream,
  runStream,
  serviceOf,
  SETTLEMENT,
  STATUS,
  UNITS_PER_SECOND,
  WINDOW,
} from "../helpers/escrow-fixtures.ts";
import { struct } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const NO_RATES = { discountable: 0n, plain: 0n, pendingDiscountable: 0n, pendingPlain: 0n };

async function pending() {
  return pendingStream(connection);
}

async function running() {
  return runningStream(connection);
}

async function exhausted() {
  return exhaustedAccount(connection);
}

describe("Escrow", () => {
  describe("closing a stream before it started", () => {
    it("forfeits the elapsed part of what was held and returns the rest", async () => {
      const { escrow, tenant, accountId, streamId, openedAt } = await networkHelpers.loadFixture(pending);
      const forfeited = 900n * UNITS_PER_SECOND;
      await time.setNextBlockTimestamp(openedAt + 900);
      const close = escrow.connect(tenant).close(streamId);

      await expect(close).to.emit(escrow, "StreamClosed").withArgs(streamId, tenant.address, 0n, forfeited, 0n);
      await expect(close)
        .to.emit(escrow, "AccountWritten")
        .withArgs(accountId, (DEPOSIT - forfeited) * BALANCE_PER_UNIT, PRICE);
      expect(await escrow.poolOf(1n)).to.deep.equal([(forfeited * 4n) / 5n, forfeited / 5n]);
      const { status } = await escrow.streamOf(streamId);
      expect([status, await escrow.heldOf(streamId)]).to.deep.equal([STATUS.ended, 0n]);
      expect(await escrow.owedTo(streamId)).to.equal(0n);
    });

    it("rounds the forfeited part down", async () => {
      const { escrow, operator, openedAt, ...context } = await networkHelpers.loadFixture(pending);
      const streamId = await openStream({ escrow, operator, ...context }, { discountableRate: 10n ** 6n });
      expect(await escrow.heldOf(streamId)).to.equal(1n);
      await time.setNextBlockTimestamp(openedAt + WINDOW);

      await expect(escrow.connect(operator).close(streamId))
        .to.emit(escrow, "StreamClosed")
        .withArgs(streamId, operator.address, 0n, 0n, 0n);
    });

    it("is for the operator, the owner and managers while it may still start", async () => {
      const { escrow, tenant, manager, operator, stranger, accountId, streamId, openedAt, ...context } =
        await networkHelpers.loadFixture(pending);
      await escrow.connect(tenant).setManager(accountId, manager, { maxRate: 0n, expiresAt: FAR_FUTURE });
      const [second, third] = [
        await openStream({ escrow, operator, ...context }),
        await openStream({ escrow, operator, ...context }),
      ];
      await time.setNextBlockTimestamp(openedAt + WINDOW);

      await expect(escrow.connect(stranger).close(streamId))
        .to.be.revertedWithCustomError(escrow, "EscrowNotPayer")
        .withArgs(stranger.address, streamId);
      for (const [closed, party] of [
        [streamId, operator],
        [second, tenant],
        [third, manager],
      ] as const) {
        await expect(escrow.connect(party).close(closed)).to.emit(escrow, "StreamClosed");
      }
    });

    it("forfeits everything when the window is over, by anybody", async () => {
      const { escrow, stranger, accountId, streamId, openedAt } = await networkHelpers.loadFixture(pending);
      await time.setNextBlockTimestamp(openedAt + WINDOW + 1);

      await expect(escrow.connect(stranger).close(streamId))
        .to.emit(escrow, "StreamClosed")
        .withArgs(streamId, stranger.address, 0n, HELD, 0n);
      expect(await escrow.poolOf(1n)).to.deep.equal([(HELD * 4n) / 5n, HELD / 5n]);
      const { balance, rates } = await escrow.booksOf(accountId);
      expect(balance).to.equal((DEPOSIT - HELD) * BALANCE_PER_UNIT);
      expect(rates).to.satisfy(struct(NO_RATES));
    });

    it("never moves the reference price, whoever closes", async () => {
      const { escrow, feed, stranger, tenant, accountId, streamId, ...context } =
        await networkHelpers.loadFixture(pending);
      await time.increase(WINDOW + 1);
      const second = await openStream({ escrow, ...context });
      await feed.set(2n * PRICE);

      await escrow.connect(stranger).close(streamId);
      expect((await escrow.booksOf(accountId)).referenceTftPerUsd).to.equal(PRICE);
      await escrow.connect(tenant).close(second);
      expect((await escrow.booksOf(accountId)).referenceTftPerUsd).to.equal(PRICE);
    });
  });

  describe("closing a running stream", () => {
    it("fixes what it is owed, and the account is charged no further", async () => {
      const { escrow, forecasts, tenant, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      const units = 1000n * UNITS_PER_SECOND;
      await time.setNextBlockTimestamp(startedAt + 1000);
      const close = escrow.connect(tenant).close(streamId);

      await expect(close)
        .to.emit(escrow, "StreamClosed")
        .withArgs(streamId, tenant.address, units, 0n, startedAt + 1000);
      await expect(close).not.to.emit(escrow, "OperatorCallbackFailed");
      await time.increase(86_400);
      expect(await escrow.owedTo(streamId)).to.equal(units);
      expect((await escrow.streamOf(streamId)).status).to.equal(STATUS.stopped);
      const { balance, rates } = await forecasts.stateOf(accountId);
      expect(balance).to.equal((DEPOSIT - units) * BALANCE_PER_UNIT);
      expect(rates).to.satisfy(struct(NO_RATES));
    });

    it("leaves the other streams of the account running", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tenant, accountId, streamId } = context;
      const second = await runStream(context, { discountableRate: 2n * RATE, plainRate: RATE });
      const secondAt = await time.latest();
      await escrow.connect(tenant).close(streamId);
      await time.increaseTo(secondAt + 500);

      expect(await escrow.owedTo(second)).to.equal(500n * 3n * UNITS_PER_SECOND);
      expect((await escrow.booksOf(accountId)).rates).to.satisfy(
        struct({ ...NO_RATES, discountable: 2n * RATE, plain: RATE }),
      );
    });

    it("is for the operator, the owner and managers", async () => {
      const { escrow, tenant, manager, operator, stranger, accountId, streamId, ...context } =
        await networkHelpers.loadFixture(running);
      const expiresAt = (await time.latest()) + 1000;
      await escrow.connect(tenant).setManager(accountId, manager, { maxRate: 0n, expiresAt });
      const second = await runStream({ ...context, escrow, tenant, manager, operator, stranger });

      await expect(escrow.connect(stranger).close(streamId))
        .to.be.revertedWithCustomError(escrow, "EscrowNotPayer")
        .withArgs(stranger.address, streamId);
      await escrow.connect(manager).close(second);
      await time.setNextBlockTimestamp(expiresAt);
      await expect(escrow.connect(manager).close(streamId))
        .to.be.revertedWithCustomError(escrow, "EscrowNotPayer")
        .withArgs(manager.address, streamId);
      await expect(escrow.connect(operator).close(streamId)).to.emit(escrow, "StreamClosed");
    });

    it("is for the new owner after a transfer, and no longer for the old one", async () => {
      const { escrow, tenant, otherTenant, accountId, streamId } = await networkHelpers.loadFixture(running);
      await escrow.connect(tenant).transferAccount(accountId, otherTenant);
      await escrow.connect(otherTenant).acceptAccount(accountId);

      await expect(escrow.connect(tenant).close(streamId))
        .to.be.revertedWithCustomError(escrow, "EscrowNotPayer")
        .withArgs(tenant.address, streamId);
      await expect(escrow.connect(otherTenant).close(streamId)).to.emit(escrow, "StreamClosed");
    });

    it("works while the account is paused, and gives the rest back", async () => {
      const { escrow, forecasts, tenant, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      const { pausesAt } = await forecasts.forecastOf(accountId, PRICE);
      const activeSeconds = Number(pausesAt) - startedAt;
      await time.setNextBlockTimestamp(startedAt + activeSeconds + 1000);
      const units = BigInt(activeSeconds) * UNITS_PER_SECOND + 1000n * 100n;

      await expect(escrow.connect(tenant).close(streamId))
        .to.emit(escrow, "StreamClosed")
        .withArgs(streamId, tenant.address, units, 0n, startedAt + activeSeconds + 1000);
      await escrow.connect(tenant).withdraw(accountId, tenant, DEPOSIT - units);
    });

    it("happens once", async () => {
      const { escrow, tenant, streamId, ...context } = await networkHelpers.loadFixture(running);
      const second = await openStream({ escrow, ...context });
      for (const [closed, status] of [
        [streamId, STATUS.stopped],
        [second, STATUS.ended],
      ] as const) {
        expect(await escrow.stoppedAt(closed)).to.equal(0n);
        await escrow.connect(tenant).close(closed);
        expect(await escrow.stoppedAt(closed)).to.equal(closed === streamId ? await time.latest() : 0n);
        await expect(escrow.connect(tenant).close(closed))
          .to.be.revertedWithCustomError(escrow, "EscrowStreamInvalid")
          .withArgs(closed, status);
      }
      await expect(escrow.connect(tenant).close(99n))
        .to.be.revertedWithCustomError(escrow, "EscrowStreamInvalid")
        .withArgs(99n, STATUS.none);
    });

    it("works with a stale price", async () => {
      const { escrow, feed, tenant, streamId } = await networkHelpers.loadFixture(running);
      await feed.setStale(true);

      await expect(escrow.connect(tenant).close(streamId)).to.emit(escrow, "StreamClosed");
    });
  });

  describe("closing a stream as of a moment", () => {
    it("credits what accrued since then, and owes the rest as if it had stopped there", async () => {
      const { escrow, operator, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      const since = startedAt + 400;
      await time.setNextBlockTimestamp(startedAt + 1000);
      const close = escrow.connect(operator).closeAsOf(streamId, since);

      await expect(close)
        .to.emit(escrow, "StreamClosed")
        .withArgs(streamId, operator.address, 400n * UNITS_PER_SECOND, 0n, since);
      await expect(close)
        .to.emit(escrow, "AccountCredited")
        .withArgs(accountId, escrow, 600n * UNITS_PER_SECOND);
      expect((await escrow.streamOf(streamId)).status).to.equal(STATUS.stopped);
      expect(await escrow.stoppedAt(streamId)).to.equal(since);
      expect(await escrow.owedTo(streamId)).to.equal(400n * UNITS_PER_SECOND);
      expect(await escrow.creditsOf(accountId)).to.equal(600n * UNITS_PER_SECOND);
      expect((await escrow.booksOf(accountId)).rates).to.satisfy(struct(NO_RATES));

      await escrow.connect(operator).settle([streamId], serviceOf(startedAt, since));
      expect(await escrow.farmCreditsOf(1n)).to.equal(200n * UNITS_PER_SECOND);
    });

    it("counts what accrued as even since the last settlement", async () => {
      const { escrow, feed, operator, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      await time.setNextBlockTimestamp(startedAt + 100);
      await feed.set(3n * PRICE);
      await time.setNextBlockTimestamp(startedAt + 200);
      await escrow.connect(operator).closeAsOf(streamId, startedAt + 50);

      expect(await escrow.owedTo(streamId)).to.equal(100n * UNITS_PER_SECOND);
      expect(await escrow.creditsOf(accountId)).to.equal(300n * UNITS_PER_SECOND);
    });

    it("ends it when it is settled up to then or further, and credits all", async () => {
      const { escrow, operator, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      await time.setNextBlockTimestamp(startedAt + 500);
      await escrow.connect(operator).settle([streamId], serviceOf(startedAt, startedAt + 500));
      await time.setNextBlockTimestamp(startedAt + 700);

      await expect(escrow.connect(operator).closeAsOf(streamId, startedAt + 300))
        .to.emit(escrow, "StreamClosed")
        .withArgs(streamId, operator.address, 0n, 0n, startedAt + 500);
      expect(await escrow.creditsOf(accountId)).to.equal(200n * UNITS_PER_SECOND);
      expect((await escrow.streamOf(streamId)).status).to.equal(STATUS.ended);
      expect([await escrow.owedTo(streamId), await escrow.stoppedAt(streamId)]).to.deep.equal([0n, 0n]);
      const service = serviceOf(startedAt + 500, startedAt + 700);
      expect(await escrow.connect(operator).settle.staticCall([streamId], service)).to.deep.equal([
        SETTLEMENT.notStarted,
      ]);
    });

    it("credits nothing as of now", async () => {
      const { escrow, operator, streamId, startedAt } = await networkHelpers.loadFixture(running);
      await time.setNextBlockTimestamp(startedAt + 500);
      const close = escrow.connect(operator).closeAsOf(streamId, startedAt + 500);

      await expect(close).not.to.emit(escrow, "AccountCredited");
      await expect(close)
        .to.emit(escrow, "StreamClosed")
        .withArgs(streamId, operator.address, 500n * UNITS_PER_SECOND, 0n, startedAt + 500);
    });

    it("is the operator's, once, and not as of the future", async () => {
      const { escrow, operator, tenant, streamId, startedAt } = await networkHelpers.loadFixture(running);
      await expect(escrow.connect(tenant).closeAsOf(streamId, startedAt))
        .to.be.revertedWithCustomError(escrow, "EscrowNotOperator")
        .withArgs(tenant.address, streamId);
      await time.setNextBlockTimestamp(startedAt + 10);
      await expect(escrow.connect(operator).closeAsOf(streamId, startedAt + 11))
        .to.be.revertedWithCustomError(escrow, "EscrowMomentInFuture")
        .withArgs(startedAt + 11);
      await escrow.connect(operator).closeAsOf(streamId, startedAt);
      await expect(escrow.connect(operator).closeAsOf(streamId, startedAt))
        .to.be.revertedWithCustomError(escrow, "EscrowStreamInvalid")
        .withArgs(streamId, STATUS.ended);
    });

    it("closes what waits or is dead as a close does", async () => {
      const context = await networkHelpers.loadFixture(exhausted);
      const { escrow, operator, streamId, waiting, openedAt } = context;
      const [owed, held] = [await escrow.owedTo(streamId), await escrow.heldOf(waiting)];

      await expect(escrow.connect(operator).closeAsOf(streamId, openedAt))
        .to.emit(escrow, "StreamClosed")
        .withArgs(streamId, operator.address, owed, 0n, 0n);
      expect((await escrow.streamOf(streamId)).status).to.equal(STATUS.dead);
      await time.setNextBlockTimestamp(openedAt + 3400);
      const forfeited = (held * 3400n) / 3600n;
      await expect(escrow.connect(operator).closeAsOf(waiting, openedAt))
        .to.emit(escrow, "StreamClosed")
        .withArgs(waiting, operator.address, 0n, forfeited, 0n);
    });
  });

  describe("closing a dead stream", () => {
    it("is for anybody, tells what it is owed and writes no account", async () => {
      const { escrow, stranger, accountId, streamId } = await networkHelpers.loadFixture(exhausted);
      const books = await escrow.booksOf(accountId);
      const owed = await escrow.owedTo(streamId);
      expect(await escrow.isDead(streamId)).to.be.true;
      const close = escrow.connect(stranger).close(streamId);

      await expect(close).to.emit(escrow, "StreamClosed").withArgs(streamId, stranger.address, owed, 0n, 0n);
      await expect(close).not.to.emit(escrow, "AccountWritten");
      expect(await escrow.booksOf(accountId)).to.deep.equal(books);
      expect((await escrow.streamOf(streamId)).status).to.equal(STATUS.dead);
      expect(await escrow.owedTo(streamId)).to.equal(owed);
      await expect(escrow.connect(stranger).close(streamId))
        .to.be.revertedWithCustomError(escrow, "EscrowStreamInvalid")
        .withArgs(streamId, STATUS.dead);
    });

    it("changes nothing of what it is owed when the account was funded again in between", async () => {
      const { escrow, tenant, stranger, accountId, streamId } = await networkHelpers.loadFixture(exhausted);
      const owed = await escrow.owedTo(streamId);
      await escrow.connect(tenant).deposit(accountId, DEPOSIT);
      await time.increase(1000);
      expect(await escrow.owedTo(streamId)).to.equal(owed);

      await expect(escrow.connect(stranger).close(streamId))
        .to.emit(escrow, "StreamClosed")
        .withArgs(streamId, stranger.address, owed, 0n, 0n);
    });

    it("credits the rest of what was held for one that never started", async () => {
      const { escrow, stranger, accountId, waiting, openedAt } = await networkHelpers.loadFixture(exhausted);
      const held = await escrow.heldOf(waiting);
      await time.setNextBlockTimestamp(openedAt + 3400);
      const forfeited = (held * 3400n) / 3600n;
      const close = escrow.connect(stranger).close(waiting);

      await expect(close).to.emit(escrow, "StreamClosed").withArgs(waiting, stranger.address, 0n, forfeited, 0n);
      await expect(close)
        .to.emit(escrow, "AccountCredited")
        .withArgs(accountId, escrow, held - forfeited);
      await expect(close).not.to.emit(escrow, "AccountWritten");
      expect((await escrow.streamOf(waiting)).status).to.equal(STATUS.ended);
    });

    it("credits nothing when the window is over", async () => {
      const { escrow, stranger, waiting } = await networkHelpers.loadFixture(exhausted);
      const held = await escrow.heldOf(waiting);
      await time.increase(WINDOW);
      const close = escrow.connect(stranger).close(waiting);

      await expect(close).to.emit(escrow, "StreamClosed").withArgs(waiting, stranger.address, 0n, held, 0n);
      await expect(close).not.to.emit(escrow, "AccountCredited");
    });
  });
});
