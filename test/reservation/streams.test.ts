import { expect } from "chai";
import hre from "hardhat";
import {
  BALANCE_PER_UNIT,
  DEPOSIT,
  exhaustedAccount,
  fundedAccount,
  GENESIS_PRICES,
  HELD,
  LIMITS,
  listPrice,
  openStream,
  pendingStream,
  PRICE,
  RATE,
  RESERVE,
  requestOf,
  runningStream,
  scarceAccount,
  STATUS,
  UNITS_PER_SECOND,
  WINDOW,
} from "../helpers/escrow-fixtures.ts";
import { plain, struct } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const { ZeroAddress } = connection.ethers;

async function funded() {
  return fundedAccount(connection);
}

async function pending() {
  return pendingStream(connection);
}

async function running() {
  return runningStream(connection);
}

async function scarce() {
  return scarceAccount(connection);
}

async function exhausted() {
  return exhaustedAccount(connection);
}

describe("Escrow", () => {
  describe("opening a stream", () => {
    it("stores what was asked for as pending", async () => {
      const { escrow, operator, provider, accountId } = await networkHelpers.loadFixture(funded);
      const terms = { provider: provider.address, providerBps: 2000n, discountableRate: 3n * RATE, plainRate: RATE };
      const openedAt = (await time.latest()) + 10;
      await time.setNextBlockTimestamp(openedAt);

      await expect(escrow.connect(operator).open(requestOf(terms)))
        .to.emit(escrow, "StreamOpened")
        .withArgs(1n, accountId, 1n, operator.address, struct(requestOf(terms)), 0n, 4n * HELD);
      expect(plain(await escrow.streamOf(1n))).to.deep.equal({
        accountId,
        farmId: 1n,
        nodeId: 1n,
        epoch: 0n,
        discountableRate: 3n * RATE,
        plainRate: RATE,
        farmBps: 5000n,
        status: STATUS.pending,
        operator: operator.address,
        pricingVersion: 1n,
        providerBps: 2000n,
      });
      expect(await escrow.heldOf(1n)).to.equal(4n * HELD);
      expect(await escrow.settledTo(1n)).to.equal(openedAt);
      expect(await escrow.providerOf(1n)).to.equal(provider.address);
      expect(await escrow.streamCount()).to.equal(1n);
    });

    it("takes the list price of a deployment window from the balance, and counts the rates as pending", async () => {
      const { escrow, operator, accountId } = await networkHelpers.loadFixture(funded);
      const rates = { discountable: 0n, plain: 0n, pendingDiscountable: 2n * RATE, pendingPlain: RATE };

      await expect(escrow.connect(operator).open(requestOf({ discountableRate: 2n * RATE, plainRate: RATE })))
        .to.emit(escrow, "AccountWritten")
        .withArgs(accountId, (DEPOSIT - 3n * HELD) * BALANCE_PER_UNIT, PRICE);
      expect((await escrow.booksOf(accountId)).rates).to.satisfy(struct(rates));
      expect(await escrow.providerOf(1n)).to.equal(ZeroAddress);
    });

    it("holds the price of the window at the present price, rounded up", async () => {
      const { escrow, feed, accountId, ...context } = await networkHelpers.loadFixture(funded);
      await feed.setWithAverage(PRICE + 1n, PRICE);
      const streamId = await openStream({ escrow, ...context });

      expect(listPrice(RATE, WINDOW, PRICE + 1n)).to.equal(HELD * BALANCE_PER_UNIT + 36n);
      expect(await escrow.heldOf(streamId)).to.equal(HELD + 1n);
      expect((await escrow.booksOf(accountId)).balance).to.equal((DEPOSIT - HELD - 1n) * BALANCE_PER_UNIT);
    });

    it("accrues nothing however long it waits", async () => {
      const { escrow, forecasts, accountId, streamId } = await networkHelpers.loadFixture(pending);
      await time.increase(100 * 365 * 86_400);

      expect(await escrow.owedTo(streamId)).to.equal(0n);
      expect(await escrow.isDead(streamId)).to.be.false;
      expect((await forecasts.stateOf(accountId)).balance).to.equal((DEPOSIT - HELD) * BALANCE_PER_UNIT);
    });

    it("leaves the reserve of everything, this one included", async () => {
      const context = await networkHelpers.loadFixture(funded);
      const { escrow, operator, tenant, accountId } = context;
      await escrow.connect(tenant).withdraw(accountId, tenant, DEPOSIT - 2n * RESERVE - 2n * HELD + 1n);
      await openStream(context);

      await expect(escrow.connect(operator).open(requestOf()))
        .to.be.revertedWithCustomError(escrow, "EscrowReserveTouched")
        .withArgs(accountId, (2n * RESERVE - 1n) * BALANCE_PER_UNIT, 2n * RESERVE * BALANCE_PER_UNIT);
      await escrow.connect(tenant).deposit(accountId, 1n);
      await openStream(context);
    });

    it("needs the reserve at the present price even where the average is lower", async () => {
      const { escrow, feed, tenant, operator, accountId } = await networkHelpers.loadFixture(funded);
      await escrow.connect(tenant).withdraw(accountId, tenant, DEPOSIT - 2n * RESERVE - 2n * HELD + 1n);
      await feed.setWithAverage(2n * PRICE, PRICE);

      await expect(escrow.connect(operator).open(requestOf()))
        .to.be.revertedWithCustomError(escrow, "EscrowReserveTouched")
        .withArgs(accountId, (2n * RESERVE - 1n) * BALANCE_PER_UNIT, 2n * RESERVE * BALANCE_PER_UNIT);
    });

    it("needs the money for the window", async () => {
      const { escrow, tenant, operator, accountId } = await networkHelpers.loadFixture(funded);
      await escrow.connect(tenant).withdraw(accountId, tenant, DEPOSIT - HELD + 1n);

      await expect(escrow.connect(operator).open(requestOf()))
        .to.be.revertedWithCustomError(escrow, "EscrowBalanceInsufficient")
        .withArgs(accountId, (HELD - 1n) * BALANCE_PER_UNIT, HELD * BALANCE_PER_UNIT);
    });

    it("is refused under a price that is stale, or a pricing version that does not exist", async () => {
      const { escrow, feed, pricing, operator } = await networkHelpers.loadFixture(funded);

      await expect(escrow.connect(operator).open(requestOf({ pricingVersion: 2n })))
        .to.be.revertedWithCustomError(pricing, "PricingNotFound")
        .withArgs(2n);
      await feed.setStale(true);
      await expect(escrow.connect(operator).open(requestOf()))
        .to.be.revertedWithCustomError(escrow, "EscrowPriceStale")
        .withArgs(await feed.updatedAt());
    });

    it("is refused under a retired pricing version", async () => {
      const { escrow, pricing, policyManager, operator, split } = await networkHelpers.loadFixture(funded);
      await pricing.connect(policyManager).add(GENESIS_PRICES, split);
      await pricing.connect(policyManager).retire(1n);

      await expect(escrow.connect(operator).open(requestOf()))
        .to.be.revertedWithCustomError(pricing, "PricingIsRetired")
        .withArgs(1n);
      await escrow.connect(operator).open(requestOf({ pricingVersion: 2n }));
    });

    it("needs a farm only for a rate that would be wholly the farm's", async () => {
      const { escrow, operator } = await networkHelpers.loadFixture(funded);

      await expect(
        escrow.connect(operator).open(requestOf({ farmId: 0n, plainRate: 1n })),
      ).to.be.revertedWithCustomError(escrow, "EscrowFarmMissing");
      await escrow.connect(operator).open(requestOf({ farmId: 0n }));
      expect((await escrow.streamOf(1n)).farmBps).to.equal(0n);
    });

    it("gives a provider at most half of the foundation's share, and nobody nothing", async () => {
      const { escrow, operator, provider } = await networkHelpers.loadFixture(funded);

      await expect(escrow.connect(operator).open(requestOf({ provider: provider.address, providerBps: 2001n })))
        .to.be.revertedWithCustomError(escrow, "EscrowProviderInvalid")
        .withArgs(provider.address, 2001n, 2000n);
      await expect(escrow.connect(operator).open(requestOf({ providerBps: 1n })))
        .to.be.revertedWithCustomError(escrow, "EscrowProviderInvalid")
        .withArgs(ZeroAddress, 1n, 0n);
    });

    it("refuses rates that together do not fit the width of one", async () => {
      const context = await networkHelpers.loadFixture(funded);
      const { escrow, feed, tenant, operator, accountId } = context;
      await feed.set(1n);
      const most = 2n ** 64n - 1n;
      await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, maxRate: most });
      await escrow.connect(tenant).approve(accountId, tenant, { ...LIMITS, maxRate: most });
      await openStream(context, { discountableRate: most - 1n, plainRate: 1n });

      await expect(escrow.connect(tenant).open(requestOf({ discountableRate: 0n, plainRate: 1n })))
        .to.be.revertedWithCustomError(escrow, "SafeCastOverflowedUintDowncast")
        .withArgs(64n, most + 1n);
      await expect(escrow.connect(tenant).open(requestOf({ discountableRate: 2n, plainRate: 0n })))
        .to.be.revertedWithCustomError(escrow, "SafeCastOverflowedUintDowncast")
        .withArgs(64n, most + 2n);
    });
  });

  describe("starting a stream", () => {
    it("returns what was held and lets it accrue", async () => {
      const { escrow, operator, accountId, streamId, openedAt } = await networkHelpers.loadFixture(pending);
      const startedAt = openedAt + 1000;
      await time.setNextBlockTimestamp(startedAt);
      const start = escrow.connect(operator).start(streamId);

      await expect(start).to.emit(escrow, "StreamStarted").withArgs(streamId);
      await expect(start)
        .to.emit(escrow, "AccountWritten")
        .withArgs(accountId, DEPOSIT * BALANCE_PER_UNIT, PRICE);
      const [{ status }, held] = [await escrow.streamOf(streamId), await escrow.heldOf(streamId)];
      expect([status, held, await escrow.settledTo(streamId)]).to.deep.equal([STATUS.running, 0n, BigInt(startedAt)]);
      await time.increaseTo(startedAt + 77);
      expect(await escrow.owedTo(streamId)).to.equal(77n * UNITS_PER_SECOND);
    });

    it("counts from the start, not from what others were charged before", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, operator, startedAt } = context;
      const second = await openStream(context, { discountableRate: RATE, plainRate: RATE });
      await time.setNextBlockTimestamp(startedAt + 1000);
      await escrow.connect(operator).start(second);
      await time.increaseTo(startedAt + 1010);

      expect(await escrow.owedTo(second)).to.equal(20n * UNITS_PER_SECOND);
    });

    it("is the operator's", async () => {
      const { escrow, tenant, streamId } = await networkHelpers.loadFixture(pending);

      await expect(escrow.connect(tenant).start(streamId))
        .to.be.revertedWithCustomError(escrow, "EscrowNotOperator")
        .withArgs(tenant.address, streamId);
      await expect(escrow.connect(tenant).start(99n))
        .to.be.revertedWithCustomError(escrow, "EscrowNotOperator")
        .withArgs(tenant.address, 99n);
    });

    it("happens once", async () => {
      const { escrow, operator, streamId } = await networkHelpers.loadFixture(running);

      await expect(escrow.connect(operator).start(streamId))
        .to.be.revertedWithCustomError(escrow, "EscrowStreamInvalid")
        .withArgs(streamId, STATUS.running);
      await escrow.connect(operator).close(streamId);
      await expect(escrow.connect(operator).start(streamId))
        .to.be.revertedWithCustomError(escrow, "EscrowStreamInvalid")
        .withArgs(streamId, STATUS.stopped);
    });

    it("is possible up to the last second of the deployment window", async () => {
      const { escrow, operator, streamId, openedAt } = await networkHelpers.loadFixture(pending);
      const snapshot = await networkHelpers.takeSnapshot();
      await time.setNextBlockTimestamp(openedAt + WINDOW);
      await escrow.connect(operator).start(streamId);
      await snapshot.restore();
      await time.setNextBlockTimestamp(openedAt + WINDOW + 1);

      await expect(escrow.connect(operator).start(streamId))
        .to.be.revertedWithCustomError(escrow, "EscrowStartTooLate")
        .withArgs(streamId, openedAt + WINDOW);
    });

    it("needs an account above its reserve", async () => {
      const { escrow, feed, operator, accountId, waiting } = await networkHelpers.loadFixture(scarce);
      await feed.set(100n * PRICE);
      await time.increase(3000);

      await expect(escrow.connect(operator).start(waiting))
        .to.be.revertedWithCustomError(escrow, "EscrowAccountPaused")
        .withArgs(accountId);
    });

    it("is over when the account's epoch is, with new money or without", async () => {
      const { escrow, tenant, operator, accountId, waiting } = await networkHelpers.loadFixture(exhausted);

      for (const deposit of [0n, DEPOSIT]) {
        if (deposit > 0n) await escrow.connect(tenant).deposit(accountId, deposit);
        await expect(escrow.connect(operator).start(waiting))
          .to.be.revertedWithCustomError(escrow, "EscrowStreamDead")
          .withArgs(waiting);
      }
    });

    it("is possible after the price became stale, and after opening ended", async () => {
      const { escrow, feed, governor, operator, streamId } = await networkHelpers.loadFixture(pending);
      await feed.setStale(true);
      await escrow.connect(governor).endOpening((await time.latest()) + 1);

      await expect(escrow.connect(operator).start(streamId)).to.emit(escrow, "StreamStarted").withArgs(streamId);
    });
  });
});
