import { expect } from "chai";
import { id } from "ethers";
import hre from "hardhat";
import {
  FAR_FUTURE,
  GENESIS_PRICES,
  HIGHEST_PRICE,
  STATUS,
  UNITS_PER_TFT,
  WINDOW,
} from "../helpers/escrow-fixtures.ts";
import {
  acknowledge,
  activeReservation,
  availabilityOf,
  dedicatedNode,
  NO_CAPACITY,
  pendingReservation,
  QUARTER,
  REASON,
  reserve,
  settle,
  STATE,
} from "../helpers/reservation-fixtures.ts";
import type { ReservationContext } from "../helpers/reservation-fixtures.ts";
import { comparable, plain } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;

const DAY = 86_400;
const ANY_RATE = 2n ** 64n - 1n;
const HALF = { ...QUARTER, cru: 4n };

async function pending() {
  return pendingReservation(connection);
}

async function active() {
  return activeReservation(connection);
}

async function dedicated() {
  return dedicatedNode(connection);
}

/** Reservation 1 waits, by stream 2, to become {@link HALF} with three addresses. */
async function growing() {
  const context = await activeReservation(connection);
  await context.reservations.connect(context.tenant).resize(1n, HALF, 3n, id("larger"), ANY_RATE);
  return { ...context, requestedAt: await time.latest() };
}

/** The money of account 1 is used up. */
async function exhausted() {
  const context = await growing();
  await exhaust(context);
  return context;
}

async function exhaust({ escrow, feed, tenant }: ReservationContext) {
  await escrow.connect(tenant).withdraw(1n, tenant, 600n * UNITS_PER_TFT);
  await feed.set(HIGHEST_PRICE);
  await time.increase(DAY);
}

/** Nothing of node 1 is held any more. */
async function expectFreed({ directory, publicIps, reservations }: ReservationContext, reservationId = 1n) {
  expect(plain(await directory.bookedOf(1n))).to.deep.equal(comparable(NO_CAPACITY));
  expect((await publicIps.countOf(1n)).freeCount).to.equal(12n);
  expect(await reservations.ipsOf(reservationId)).to.have.lengthOf(0);
}

describe("Reservations", () => {
  describe("cancelling", () => {
    it("frees all that a pending one holds and forfeits the elapsed part of what was held", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, escrow, tenant, reservedAt } = context;
      const held = await escrow.heldOf(1n);
      await time.setNextBlockTimestamp(reservedAt + WINDOW / 4);
      await expect(reservations.connect(tenant).cancel(1n))
        .to.emit(reservations, "ReservationClosed")
        .withArgs(1n, REASON.cancelled);
      const [foundation, stakers] = await escrow.poolOf(1n);
      expect(foundation + stakers).to.equal(held / 4n);
      await expectFreed(context);
    });

    it("frees all that a running one holds and stops its stream", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, escrow, tenant } = context;
      await reservations.connect(tenant).cancel(1n);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.closed, REASON.cancelled]);
      expect((await escrow.streamOf(1n)).status).to.equal(STATUS.stopped);
      await expectFreed(context);
    });

    it("gives up the change that waits", async () => {
      const context = await networkHelpers.loadFixture(growing);
      const { reservations, escrow, tenant } = context;
      const cancel = reservations.connect(tenant).cancel(1n);
      await expect(cancel).to.emit(reservations, "UpdateWithdrawn").withArgs(1n, 2n);
      expect((await escrow.streamOf(2n)).status).to.equal(STATUS.ended);
      await expectFreed(context);
    });

    it("gives up a new hash, without another stream", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, tenant } = context;
      await reservations.connect(tenant).updateHash(1n, id("new"));
      await reservations.connect(tenant).cancel(1n);
      await expectFreed(context);
    });

    it("works when the change's stream was closed and the callback failed", async () => {
      const context = await networkHelpers.loadFixture(growing);
      const { reservations, escrow, tenant } = context;
      await withoutCallback(context, () => escrow.connect(tenant).close(2n));
      await reservations.connect(tenant).cancel(1n);
      await expectFreed(context);
    });

    it("works for managers, in a paused and in an exhausted account", async () => {
      const context = await networkHelpers.loadFixture(exhausted);
      const { reservations, escrow, tenant, manager } = context;
      await escrow.connect(tenant).setManager(1n, manager, { maxRate: 0n, expiresAt: FAR_FUTURE });
      await reservations.connect(manager).cancel(1n);
      await expectFreed(context);
    });

    it("happens once", async () => {
      const { reservations, tenant } = await networkHelpers.loadFixture(active);
      await reservations.connect(tenant).cancel(1n);
      await expect(reservations.connect(tenant).cancel(1n))
        .to.be.revertedWithCustomError(reservations, "ReservationIsClosed")
        .withArgs(1n, REASON.cancelled);
    });
  });

  describe("cancelling while a change is not answered", () => {
    it("pays back the time since it was asked for", async () => {
      const context = await networkHelpers.loadFixture(growing);
      const { reservations, escrow, tenant, startedAt, requestedAt } = context;
      await time.setNextBlockTimestamp(requestedAt + 2 * WINDOW);
      const owed = await escrow.owedTo.staticCall(1n, { blockTag: "pending" });
      await expect(reservations.connect(tenant).cancel(1n))
        .to.emit(reservations, "ReservationClosed")
        .withArgs(1n, REASON.notAcknowledged);
      expect(await escrow.stoppedAt(1n)).to.equal(requestedAt);
      const credited = await escrow.creditsOf(1n);
      const elapsed = BigInt(requestedAt + 2 * WINDOW - startedAt);
      const late = BigInt(2 * WINDOW);
      expect(credited).to.be.closeTo((owed * late) / elapsed, 2n);
      await settle(context, [1n], availabilityOf(startedAt, requestedAt));
    });

    it("pays nothing back before the deployment window is over, nor after another one", async () => {
      for (const late of [WINDOW, 2 * WINDOW + 1]) {
        const { reservations, escrow, tenant, requestedAt } = await networkHelpers.loadFixture(growing);
        await time.setNextBlockTimestamp(requestedAt + late);
        await expect(reservations.connect(tenant).cancel(1n))
          .to.emit(reservations, "ReservationClosed")
          .withArgs(1n, REASON.cancelled);
        expect(await escrow.stoppedAt(1n)).to.equal(requestedAt + late);
      }
    });
  });

  describe("releasing what has no right to stay", () => {
    it("is refused while it has", async () => {
      const fixtures: (() => Promise<ReservationContext>)[] = [pending, active, growing, dedicated];
      for (const fixture of fixtures) {
        const { reservations, otherTenant } = await networkHelpers.loadFixture(fixture);
        await expect(reservations.connect(otherTenant).release(1n))
          .to.be.revertedWithCustomError(reservations, "ReservationNotReleasable")
          .withArgs(1n);
      }
    });

    it("frees what was not acknowledged in time; all that was held goes to the pool", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, escrow, otherTenant, reservedAt } = context;
      const held = await escrow.heldOf(1n);
      await time.increaseTo(reservedAt + WINDOW);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.pending, REASON.none]);
      await time.increaseTo(reservedAt + WINDOW + 1);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.closed, REASON.notAcknowledged]);
      await expect(reservations.connect(otherTenant).release(1n))
        .to.emit(reservations, "ReservationClosed")
        .withArgs(1n, REASON.notAcknowledged);
      const [foundation, stakers] = await escrow.poolOf(1n);
      expect(foundation + stakers).to.equal(held);
      await expectFreed(context);
    });

    it("frees what an exhausted account cannot pay, with the change that waits", async () => {
      const context = await networkHelpers.loadFixture(exhausted);
      const { reservations, escrow, otherTenant } = context;
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.closed, REASON.exhausted]);
      await reservations.connect(otherTenant).release(1n);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.closed, REASON.exhausted]);
      expect((await escrow.streamOf(1n)).status).to.equal(STATUS.dead);
      await expectFreed(context);
    });

    it("frees a node after the farmer's notice, and pays nothing for the time after it", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, escrow, proof, farmer, otherTenant } = context;
      await proof.connect(farmer).giveNotice(1n);
      const endsAt = Number(await proof.noticeEndsAt(1n));
      await time.increaseTo(endsAt - 1);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.active, REASON.none]);
      await time.setNextBlockTimestamp(endsAt + DAY);
      await expect(reservations.connect(otherTenant).release(1n))
        .to.emit(reservations, "ReservationClosed")
        .withArgs(1n, REASON.farmerNotice);
      expect(await escrow.stoppedAt(1n)).to.equal(endsAt);
      expect(await escrow.creditsOf(1n)).to.be.greaterThan(0n);
      await expectFreed(context);
    });

    it("frees what is under a retired pricing version after the notice", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, pricing, policyManager, split, otherTenant } = context;
      await pricing.connect(policyManager).add(GENESIS_PRICES, split);
      await pricing.connect(policyManager).retire(1n);
      const closableAt = Number(await pricing.closableAt(1n));
      await time.increaseTo(closableAt - 1);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.active, REASON.none]);
      await time.increaseTo(closableAt);
      await expect(reservations.connect(otherTenant).release(1n))
        .to.emit(reservations, "ReservationClosed")
        .withArgs(1n, REASON.pricingRetired);
    });

    it("frees what was included in a dedication that ended, also where another one followed", async () => {
      const context = await networkHelpers.loadFixture(dedicated);
      const { reservations, tenant, otherTenant } = context;
      const included = await reserve(context, { ipv4Count: 2n });
      await acknowledge(context, included);
      await reservations.connect(tenant).cancel(1n);
      await reserve(context, { isDedicated: true, capacity: NO_CAPACITY, ipv4Count: 0n });
      expect(await reservations.stateOf(included)).to.deep.equal([STATE.closed, REASON.dedicationClosed]);
      await expect(reservations.connect(otherTenant).release(included))
        .to.emit(reservations, "ReservationClosed")
        .withArgs(included, REASON.dedicationClosed);
      expect(await reservations.ipsOf(included)).to.have.lengthOf(0);
    });

    it("lets the node be dedicated and shared anew", async () => {
      const context = await networkHelpers.loadFixture(dedicated);
      const { reservations, tenant, otherTenant } = context;
      await reservations.connect(tenant).cancel(1n);
      expect(await reservations.dedicationOf(1n)).to.equal(0n);
      await reserve(context, { accountId: 2n }, otherTenant);
    });
  });

  describe("closing the stream past it", () => {
    it("frees all in the same transaction", async () => {
      const fixtures: (() => Promise<ReservationContext>)[] = [pending, active, growing];
      for (const fixture of fixtures) {
        const context = await networkHelpers.loadFixture(fixture);
        await context.escrow.connect(context.tenant).close(1n);
        expect(await context.reservations.stateOf(1n)).to.deep.equal([STATE.closed, REASON.cancelled]);
        await expectFreed(context);
      }
    });

    it("tells why anybody could", async () => {
      const late = await networkHelpers.loadFixture(pending);
      await time.increaseTo(late.reservedAt + WINDOW + 1);
      await late.escrow.connect(late.otherTenant).close(1n);
      expect(await late.reservations.stateOf(1n)).to.deep.equal([STATE.closed, REASON.notAcknowledged]);

      const dead = await networkHelpers.loadFixture(exhausted);
      await dead.escrow.connect(dead.otherTenant).close(1n);
      expect(await dead.reservations.stateOf(1n)).to.deep.equal([STATE.closed, REASON.exhausted]);
      await expectFreed(dead);
    });

    it("leaves the rest to anybody where the callback failed", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, escrow, tenant, otherTenant } = context;
      await withoutCallback(context, () => escrow.connect(tenant).close(1n));
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.closed, REASON.cancelled]);
      await reservations.connect(otherTenant).release(1n);
      await expectFreed(context);
    });

    it("has gas enough for all that a reservation can hold", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, escrow, tenant } = context;
      const most = await reserve(context, { ipv4Count: 4n });
      await acknowledge(context, most);
      await reservations.connect(tenant).resize(most, HALF, 8n, id("most"), ANY_RATE);
      const close = escrow.connect(tenant).close(most);
      await expect(close).not.to.emit(escrow, "OperatorCallbackFailed");
      await expect(close).to.emit(reservations, "ReservationClosed").withArgs(most, REASON.cancelled);
      expect(await reservations.ipsOf(most)).to.have.lengthOf(0);
    });

    it("takes nobody's word but the escrow's", async () => {
      const { reservations, otherTenant } = await networkHelpers.loadFixture(active);
      await expect(reservations.connect(otherTenant).onStreamClosed(1n))
        .to.be.revertedWithCustomError(reservations, "ReservationNotEscrow")
        .withArgs(otherTenant.address);
    });
  });

  /** As if Reservations could not answer. */
  async function withoutCallback({ reservations, escrow }: ReservationContext, act: () => Promise<unknown>) {
    const [address, code] = [await reservations.getAddress(), await ethers.provider.getCode(reservations)];
    await networkHelpers.setCode(address, "0xfe");
    await expect(act()).to.emit(escrow, "OperatorCallbackFailed");
    await networkHelpers.setCode(address, code);
  }
});
