import { expect } from "chai";
import { id, ZeroHash } from "ethers";
import hre from "hardhat";
import { GENESIS_PRICES, HIGHEST_PRICE, STATUS, UNITS_PER_TFT, WINDOW } from "../helpers/escrow-fixtures.ts";
import {
  acknowledge,
  activeReservation,
  dedicatedNode,
  NO_CAPACITY,
  pendingReservation,
  QUARTER,
  REASON,
  reserve,
  signAcknowledgement,
  STATE,
} from "../helpers/reservation-fixtures.ts";
import { comparable, plain } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const ANY_RATE = 2n ** 64n - 1n;
const HALF = { ...QUARTER, cru: 4n };

/** 2 CU and 1.28 SU. */
const { cuRate, suRate, ipv4Rate } = GENESIS_PRICES;
const HALF_RATE = 2n * cuRate + (suRate * 128n + 99n) / 100n;

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

describe("Reservations", () => {
  describe("acknowledging a reservation", () => {
    it("starts its stream", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, escrow } = context;
      await expect(acknowledge(context, 1n)).to.emit(reservations, "Acknowledged").withArgs(1n, 1n, id("deployment"));
      expect((await escrow.streamOf(1n)).status).to.equal(STATUS.running);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.active, REASON.none]);
    });

    it("is sent by anybody with the node's signature", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, nodeKey, otherTenant } = context;
      const statement = { reservationId: 1n, streamId: 1n, deploymentHash: id("deployment") };
      const signature = await signAcknowledgement(context, nodeKey, statement);
      await expect(reservations.connect(otherTenant).acknowledge(1n, id("deployment"), signature)).to.emit(
        reservations,
        "Acknowledged",
      );
    });

    it("refuses another key, and a signature under anything else", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, nodeKey, otherKey, otherTenant } = context;
      const statement = { reservationId: 1n, streamId: 1n, deploymentHash: id("deployment") };
      const signatures = [
        "0x",
        await signAcknowledgement(context, otherKey, statement),
        await signAcknowledgement(context, nodeKey, { ...statement, reservationId: 2n }),
        await signAcknowledgement(context, nodeKey, { ...statement, streamId: 2n }),
        await signAcknowledgement(context, nodeKey, { ...statement, deploymentHash: id("other") }),
      ];
      for (const signature of signatures) {
        await expect(reservations.connect(otherTenant).acknowledge(1n, id("deployment"), signature))
          .to.be.revertedWithCustomError(reservations, "ReservationNotNode")
          .withArgs(otherTenant.address, 1n);
      }
    });

    it("is about the deployment that is awaited", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, tenant } = context;
      await reservations.connect(tenant).updateHash(1n, id("corrected"));
      await expect(acknowledge(context, 1n))
        .to.be.revertedWithCustomError(reservations, "ReservationNotAwaited")
        .withArgs(1n, id("deployment"));
      await acknowledge(context, 1n, id("corrected"));
    });

    it("comes once", async () => {
      const context = await networkHelpers.loadFixture(active);
      await expect(acknowledge(context, 1n))
        .to.be.revertedWithCustomError(context.reservations, "ReservationNotAwaited")
        .withArgs(1n, id("deployment"));
      await expect(acknowledge(context, 1n, ZeroHash)).to.be.revertedWithCustomError(
        context.reservations,
        "ReservationNotAwaited",
      );
    });

    it("comes within the deployment window", async () => {
      const context = await networkHelpers.loadFixture(pending);
      await time.setNextBlockTimestamp(context.reservedAt + WINDOW + 1);
      await expect(acknowledge(context, 1n)).to.be.revertedWithCustomError(context.escrow, "EscrowStartTooLate");
    });

    it("needs an account above its reserve", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { feed, escrow, tenant } = context;
      const second = await reserve(context);
      await acknowledge(context, 1n);
      await escrow.connect(tenant).withdraw(1n, tenant, 850n * UNITS_PER_TFT);
      await feed.set(HIGHEST_PRICE);
      await time.increase(300);
      await expect(acknowledge(context, second)).to.be.revertedWithCustomError(escrow, "EscrowAccountPaused");
      expect(await context.reservations.stateOf(1n)).to.deep.equal([STATE.paused, REASON.none]);
    });

    it("is too late for what was included in a dedication that ended", async () => {
      const context = await networkHelpers.loadFixture(dedicated);
      const { reservations, tenant } = context;
      const included = await reserve(context);
      await reservations.connect(tenant).cancel(1n);
      await expect(acknowledge(context, included))
        .to.be.revertedWithCustomError(reservations, "ReservationNodeDedicated")
        .withArgs(1n, 0n);
    });

    it("is refused for one that is closed or was never made", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, tenant } = context;
      await reservations.connect(tenant).cancel(1n);
      await expect(acknowledge(context, 1n))
        .to.be.revertedWithCustomError(reservations, "ReservationIsClosed")
        .withArgs(1n, REASON.cancelled);
      await expect(acknowledge(context, 7n))
        .to.be.revertedWithCustomError(reservations, "ReservationNotFound")
        .withArgs(7n);
    });
  });

  describe("changing what runs", () => {
    it("keeps what runs until the node acknowledges", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, tenant, escrow } = context;
      await expect(reservations.connect(tenant).updateHash(1n, id("new")))
        .to.emit(reservations, "UpdateRequested")
        .withArgs(1n, 1n, Object.values(QUARTER), id("new"), []);
      expect((await reservations.reservationOf(1n)).deploymentHash).to.equal(id("deployment"));
      await acknowledge(context, 1n, id("new"));
      expect((await reservations.reservationOf(1n)).deploymentHash).to.equal(id("new"));
      expect((await reservations.updateOf(1n)).requestedAt).to.equal(0n);
      expect(await escrow.streamCount()).to.equal(1n);
    });

    it("takes no time from the first deployment window", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, tenant, reservedAt } = context;
      await time.setNextBlockTimestamp(reservedAt + WINDOW);
      await reservations.connect(tenant).updateHash(1n, id("again"));
      await time.increaseTo(reservedAt + WINDOW + 1);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.closed, REASON.notAcknowledged]);
    });

    it("is for owner and managers", async () => {
      const { reservations, escrow, otherTenant } = await networkHelpers.loadFixture(active);
      const asOther = reservations.connect(otherTenant);
      for (const sent of [
        () => asOther.updateHash(1n, id("new")),
        () => asOther.resize(1n, HALF, 1n, id("new"), ANY_RATE),
        () => asOther.setDailyTraffic(1n, 1n),
        () => asOther.cancel(1n),
      ]) {
        await expect(sent()).to.be.revertedWithCustomError(escrow, "EscrowNotManager");
      }
    });

    it("waits for one change at a time", async () => {
      const { reservations, tenant } = await networkHelpers.loadFixture(growing);
      await expect(reservations.connect(tenant).updateHash(1n, id("new")))
        .to.be.revertedWithCustomError(reservations, "ReservationUpdatePending")
        .withArgs(1n);
      await expect(reservations.connect(tenant).resize(1n, QUARTER, 1n, id("new"), ANY_RATE))
        .to.be.revertedWithCustomError(reservations, "ReservationUpdatePending")
        .withArgs(1n);
    });

    it("is acknowledged within a deployment window", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, tenant } = context;
      await reservations.connect(tenant).updateHash(1n, id("new"));
      const requestedAt = await time.latest();
      await time.setNextBlockTimestamp(requestedAt + WINDOW + 1);
      await expect(acknowledge(context, 1n, id("new")))
        .to.be.revertedWithCustomError(reservations, "ReservationNotAwaited")
        .withArgs(1n, id("new"));
    });
  });

  describe("resizing", () => {
    it("holds what covers both sizes until the node acknowledges", async () => {
      const { reservations, directory } = await networkHelpers.loadFixture(growing);
      expect(plain(await directory.bookedOf(1n))).to.deep.equal(comparable(HALF));
      expect(await reservations.ipsOf(1n)).to.have.lengthOf(3);
      const { streamId, ipv4Count, addedIps, deploymentHash } = await reservations.updateOf(1n);
      expect([streamId, ipv4Count, addedIps, deploymentHash]).to.deep.equal([2n, 3n, 2n, id("larger")]);
    });

    it("swaps the streams at the acknowledgement", async () => {
      const context = await networkHelpers.loadFixture(growing);
      const { reservations, escrow } = context;
      await expect(acknowledge(context, 1n, id("larger")))
        .to.emit(reservations, "Acknowledged")
        .withArgs(1n, 2n, id("larger"));
      expect((await escrow.streamOf(1n)).status).to.equal(STATUS.stopped);
      expect((await escrow.streamOf(2n)).status).to.equal(STATUS.running);
      expect((await escrow.streamOf(2n)).discountableRate).to.equal(HALF_RATE + 3n * ipv4Rate);
      const { streamId, deploymentHash } = await reservations.reservationOf(1n);
      expect([streamId, deploymentHash]).to.deep.equal([2n, id("larger")]);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.active, REASON.none]);
    });

    it("gives back what a smaller one does not need", async () => {
      const context = await networkHelpers.loadFixture(growing);
      const { reservations, directory, publicIps, tenant } = context;
      await acknowledge(context, 1n, id("larger"));
      const smaller = { ...QUARTER, cru: 1n };
      await reservations.connect(tenant).resize(1n, smaller, 1n, id("smaller"), ANY_RATE);
      expect(plain(await directory.bookedOf(1n))).to.deep.equal(comparable(HALF));
      expect(await reservations.ipsOf(1n)).to.have.lengthOf(3);
      await acknowledge(context, 1n, id("smaller"));
      expect(plain(await directory.bookedOf(1n))).to.deep.equal(comparable(smaller));
      expect(await reservations.ipsOf(1n)).to.have.lengthOf(1);
      expect((await publicIps.countOf(1n)).freeCount).to.equal(11n);
    });

    it("needs free capacity for what is added only", async () => {
      const { reservations, directory, tenant } = await networkHelpers.loadFixture(active);
      const asTenant = reservations.connect(tenant);
      await expect(asTenant.resize(1n, { ...QUARTER, cru: 9n }, 1n, id("new"), ANY_RATE)).to.be.revertedWithCustomError(
        directory,
        "DirectoryCapacityInsufficient",
      );
      await asTenant.resize(1n, { ...QUARTER, cru: 8n }, 1n, id("new"), ANY_RATE);
    });

    it("works within a node of one's own", async () => {
      const context = await networkHelpers.loadFixture(dedicated);
      const { reservations, tenant } = context;
      const included = await reserve(context);
      await acknowledge(context, included);
      await reservations.connect(tenant).resize(included, HALF, 0n, id("new"), ANY_RATE);
      expect((await reservations.freeOf(1n)).cru).to.equal(4n);
      await acknowledge(context, included, id("new"));
      await reservations.connect(tenant).resize(included, NO_CAPACITY, 1n, id("ip only"), ANY_RATE);
      await acknowledge(context, included, id("ip only"));
      expect((await reservations.freeOf(1n)).cru).to.equal(8n);
    });

    it("is not for what waits, nor for a whole node, nothing, or nine addresses", async () => {
      const context = await networkHelpers.loadFixture(dedicated);
      const { reservations, tenant, otherTenant } = context;
      const refused = async (reservationId: bigint, capacity: typeof QUARTER, ipv4Count: bigint, sender = tenant) =>
        expect(reservations.connect(sender).resize(reservationId, capacity, ipv4Count, id("new"), ANY_RATE))
          .to.be.revertedWithCustomError(reservations, "ReservationNotResizable")
          .withArgs(reservationId);
      await refused(1n, QUARTER, 0n);
      const waiting = await reserve(context, { ipv4Count: 0n });
      await refused(waiting, QUARTER, 0n);
      await acknowledge(context, waiting);
      await refused(waiting, QUARTER, 9n);
      const shared = await reserve(context, { accountId: 2n, nodeId: 2n, ipv4Count: 0n }, otherTenant);
      await reservations.connect(context.otherKey).acknowledge(shared, id("deployment"), "0x");
      await refused(shared, NO_CAPACITY, 1n, otherTenant);
    });

    it("costs no more than the tenant agrees to, and nothing on a node that leaves", async () => {
      const { reservations, proof, farmer, tenant } = await networkHelpers.loadFixture(active);
      await expect(reservations.connect(tenant).resize(1n, HALF, 1n, id("new"), 1n)).to.be.revertedWithCustomError(
        reservations,
        "ReservationTooExpensive",
      );
      await proof.connect(farmer).giveNotice(1n);
      await expect(
        reservations.connect(tenant).resize(1n, HALF, 1n, id("new"), ANY_RATE),
      ).to.be.revertedWithCustomError(reservations, "ReservationNodeLeaving");
    });

    it("keeps provider and share", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, offers, escrow, provider, policyManager, tenant } = context;
      await offers.connect(policyManager).approveProvider(provider, 1500n);
      const reservationId = await reserve(context, { provider: provider.address });
      await acknowledge(context, reservationId);
      await reservations.connect(tenant).resize(reservationId, HALF, 1n, id("new"), ANY_RATE);
      const streamId = await escrow.streamCount();
      expect(await escrow.providerOf(streamId)).to.equal(provider.address);
      expect((await escrow.streamOf(streamId)).providerBps).to.equal(1500n);
    });
  });

  describe("giving up a change", () => {
    it("returns to what was", async () => {
      const { reservations, directory, escrow, tenant } = await networkHelpers.loadFixture(growing);
      await expect(reservations.connect(tenant).withdrawUpdate(1n))
        .to.emit(reservations, "UpdateWithdrawn")
        .withArgs(1n, 2n);
      expect(plain(await directory.bookedOf(1n))).to.deep.equal(comparable(QUARTER));
      expect(await reservations.ipsOf(1n)).to.have.lengthOf(1);
      expect((await escrow.streamOf(2n)).status).to.equal(STATUS.ended);
      expect((await escrow.streamOf(1n)).status).to.equal(STATUS.running);
    });

    it("gives nothing back that was not taken", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, directory, tenant } = context;
      await reservations.connect(tenant).resize(1n, { ...QUARTER, cru: 1n }, 0n, id("smaller"), ANY_RATE);
      await reservations.connect(tenant).withdrawUpdate(1n);
      expect(plain(await directory.bookedOf(1n))).to.deep.equal(comparable(QUARTER));
      expect(await reservations.ipsOf(1n)).to.have.lengthOf(1);
    });

    it("is for anybody once the deployment window is over", async () => {
      const { reservations, escrow, otherTenant, requestedAt } = await networkHelpers.loadFixture(growing);
      await time.setNextBlockTimestamp(requestedAt + WINDOW);
      await expect(reservations.connect(otherTenant).withdrawUpdate(1n)).to.be.revertedWithCustomError(
        escrow,
        "EscrowNotManager",
      );
      await time.setNextBlockTimestamp(requestedAt + WINDOW + 1);
      await reservations.connect(otherTenant).withdrawUpdate(1n);
    });

    it("happens when anybody closes its stream", async () => {
      const { reservations, escrow, otherTenant, requestedAt } = await networkHelpers.loadFixture(growing);
      await time.setNextBlockTimestamp(requestedAt + WINDOW + 1);
      await expect(escrow.connect(otherTenant).close(2n)).to.emit(reservations, "UpdateWithdrawn").withArgs(1n, 2n);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.active, REASON.none]);
    });

    it("gives up a new hash, too", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, tenant } = context;
      await reservations.connect(tenant).updateHash(1n, id("new"));
      await reservations.connect(tenant).withdrawUpdate(1n);
      await expect(acknowledge(context, 1n, id("new"))).to.be.revertedWithCustomError(
        reservations,
        "ReservationNotAwaited",
      );
    });

    it("needs one that waits", async () => {
      const { reservations, tenant } = await networkHelpers.loadFixture(active);
      await expect(reservations.connect(tenant).withdrawUpdate(1n))
        .to.be.revertedWithCustomError(reservations, "ReservationNoUpdate")
        .withArgs(1n);
    });
  });
});
