import { expect } from "chai";
import hre from "hardhat";
import { GENESIS_PRICES, HIGHEST_PRICE, PRICE, UNITS_PER_TFT } from "../helpers/escrow-fixtures.ts";
import {
  acknowledge,
  activeReservation,
  dedicatedNode,
  GENEROUS,
  pendingReservation,
  reserve,
  signVoucher,
} from "../helpers/reservation-fixtures.ts";
import type { ReservationContext } from "../helpers/reservation-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const DAY = 86_400;
const GB = 10n ** 9n;

/** 1.5 mUSD per GB at 0.04 USD per TFT: 0.0375 TFT. */
const UNITS_PER_GB = (GENESIS_PRICES.trafficUsdPerGb * PRICE) / 10n ** 23n;

/** Reservation 1 runs, and 100 GB of traffic a day may be charged for it. */
async function metered() {
  const context = await activeReservation(connection);
  await context.reservations.connect(context.tenant).setDailyTraffic(1n, 100n * GB);
  return context;
}

async function pending() {
  return pendingReservation(connection);
}

/** Anybody sends what the node signed. */
async function charge(context: ReservationContext, totalBytes: bigint) {
  const signature = await signVoucher(context, context.nodeKey, { reservationId: 1n, totalBytes });
  return context.reservations.connect(context.otherTenant).chargeTraffic(1n, totalBytes, signature);
}

describe("Reservations", () => {
  describe("charging traffic", () => {
    it("takes what the new part of the total costs, and shares it out", async () => {
      const context = await networkHelpers.loadFixture(metered);
      const { reservations, escrow } = context;
      await expect(charge(context, 10n * GB))
        .to.emit(reservations, "TrafficCharged")
        .withArgs(1n, 10n * GB, 10n * UNITS_PER_GB);
      await expect(charge(context, 12n * GB))
        .to.emit(reservations, "TrafficCharged")
        .withArgs(1n, 12n * GB, 2n * UNITS_PER_GB);
      expect(await escrow.farmCreditsOf(1n)).to.equal(6n * UNITS_PER_GB);
    });

    it("rounds the price down, so that many small vouchers cost no more than one", async () => {
      const context = await networkHelpers.loadFixture(metered);
      const { reservations } = context;
      const unit = GB / UNITS_PER_GB;
      await expect(charge(context, unit)).to.emit(reservations, "TrafficCharged").withArgs(1n, unit, 0n);
      await expect(charge(context, 2n * unit + 1n))
        .to.emit(reservations, "TrafficCharged")
        .withArgs(1n, 2n * unit + 1n, 1n);
    });

    it("takes the node's word only, about that reservation and that total", async () => {
      const context = await networkHelpers.loadFixture(metered);
      const { reservations, nodeKey, otherKey, otherTenant } = context;
      const signatures = [
        "0x",
        await signVoucher(context, otherKey, { reservationId: 1n, totalBytes: GB }),
        await signVoucher(context, nodeKey, { reservationId: 2n, totalBytes: GB }),
        await signVoucher(context, nodeKey, { reservationId: 1n, totalBytes: 2n * GB }),
      ];
      for (const signature of signatures) {
        await expect(reservations.connect(otherTenant).chargeTraffic(1n, GB, signature))
          .to.be.revertedWithCustomError(reservations, "ReservationNotNode")
          .withArgs(otherTenant.address, 1n);
      }
      await reservations.connect(nodeKey).chargeTraffic(1n, GB, "0x");
    });

    it("takes nothing of a node that was removed", async () => {
      const context = await dedicatedNode(connection);
      const { reservations, directory, tenant, farmer, nodeKey } = context;
      const included = await reserve(context, { ipv4Count: 0n });
      await acknowledge(context, included);
      await reservations.connect(tenant).cancel(1n);
      await directory.connect(farmer).removeNode(1n);
      await expect(reservations.connect(nodeKey).chargeTraffic(included, GB, "0x"))
        .to.be.revertedWithCustomError(reservations, "ReservationNotNode")
        .withArgs(nodeKey.address, 1n);
      await reservations.release(included);
    });

    it("charges nothing twice, in whatever order vouchers come", async () => {
      const context = await networkHelpers.loadFixture(metered);
      const { reservations } = context;
      await charge(context, 5n * GB);
      for (const totalBytes of [5n * GB, 3n * GB]) {
        await expect(charge(context, totalBytes))
          .to.be.revertedWithCustomError(reservations, "ReservationNoTraffic")
          .withArgs(1n, totalBytes);
      }
    });

    it("takes no more than the day's allowance, and the rest as it fills", async () => {
      const context = await networkHelpers.loadFixture(metered);
      const { reservations } = context;
      await charge(context, 300n * GB);
      const first = await time.latest();
      expect((await reservations.trafficOf(1n)).chargedBytes).to.equal(100n * GB);

      await time.setNextBlockTimestamp(first + DAY / 4);
      await expect(charge(context, 300n * GB))
        .to.emit(reservations, "TrafficCharged")
        .withArgs(1n, 125n * GB, 25n * UNITS_PER_GB);
      await time.setNextBlockTimestamp(first + 10 * DAY);
      await expect(charge(context, 300n * GB))
        .to.emit(reservations, "TrafficCharged")
        .withArgs(1n, 225n * GB, 100n * UNITS_PER_GB);
    });

    it("takes nothing without an allowance", async () => {
      const context = await networkHelpers.loadFixture(metered);
      const { reservations, tenant } = context;
      await reservations.connect(tenant).setDailyTraffic(1n, 0n);
      await expect(charge(context, GB))
        .to.be.revertedWithCustomError(reservations, "ReservationNoTraffic")
        .withArgs(1n, GB);
    });

    it("keeps today's rest when the allowance changes", async () => {
      const context = await networkHelpers.loadFixture(metered);
      const { reservations, tenant } = context;
      await charge(context, 90n * GB);
      await expect(reservations.connect(tenant).setDailyTraffic(1n, 5n * GB))
        .to.emit(reservations, "TrafficAllowanceSet")
        .withArgs(1n, 5n * GB);
      expect((await reservations.trafficOf(1n)).leftBytes).to.equal(5n * GB);
      await reservations.connect(tenant).setDailyTraffic(1n, 1000n * GB);
      const { leftBytes, chargedBytes } = await reservations.trafficOf(1n);
      expect(chargedBytes).to.equal(90n * GB);
      expect(leftBytes).to.be.lessThan(6n * GB);
    });

    it("takes at most what is above the reserve, and forgives nothing", async () => {
      const context = await networkHelpers.loadFixture(metered);
      const { reservations, escrow, tenant, forecasts } = context;
      await reservations.connect(tenant).setDailyTraffic(1n, 10n ** 15n);
      await time.increase(DAY);
      await escrow.connect(tenant).approve(1n, reservations, { ...GENEROUS, maxCharge: 10n ** 12n });
      const bytes = 10n ** 14n;
      await charge(context, bytes);
      const { chargedBytes } = await reservations.trafficOf(1n);
      const { balance, reserve } = await forecasts.stateOf(1n);
      expect(balance - reserve).to.be.lessThan(10n ** 9n * 4n);
      expect(chargedBytes).to.be.greaterThan(10n ** 13n);
      expect(chargedBytes).to.be.lessThan(bytes);

      await escrow.connect(tenant).deposit(1n, UNITS_PER_TFT);
      await charge(context, bytes);
      expect((await reservations.trafficOf(1n)).chargedBytes).to.be.greaterThan(chargedBytes);
    });

    it("takes nothing from a paused account", async () => {
      const context = await networkHelpers.loadFixture(metered);
      const { reservations, escrow, feed, tenant } = context;
      await escrow.connect(tenant).withdraw(1n, tenant, 900n * UNITS_PER_TFT);
      await feed.set(HIGHEST_PRICE);
      await time.increase(600);
      await expect(charge(context, GB))
        .to.be.revertedWithCustomError(reservations, "ReservationNoTraffic")
        .withArgs(1n, GB);
    });

    it("stays within what the operator may charge", async () => {
      const context = await networkHelpers.loadFixture(metered);
      const { reservations, escrow, tenant } = context;
      await escrow.connect(tenant).approve(1n, reservations, { ...GENEROUS, maxCharge: 1n });
      await expect(charge(context, GB)).to.be.revertedWithCustomError(escrow, "EscrowOperatorChargeExceeded");
    });

    it("waits for the first acknowledgement", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, escrow, tenant } = context;
      await reservations.connect(tenant).setDailyTraffic(1n, GB);
      await expect(charge(context, GB)).to.be.revertedWithCustomError(escrow, "EscrowStreamInvalid");
      await expect(reservations.chargeTraffic(9n, GB, "0x"))
        .to.be.revertedWithCustomError(reservations, "ReservationNotFound")
        .withArgs(9n);
    });

    it("is free where the pricing version says so", async () => {
      const context = await networkHelpers.loadFixture(metered);
      const { reservations, pricing, policyManager, split, tenant } = context;
      await pricing.connect(policyManager).add({ ...GENESIS_PRICES, trafficUsdPerGb: 0n }, split);
      await reservations
        .connect(tenant)
        .resize(1n, { cru: 1n, mru: 0n, sru: 0n, hru: 0n }, 0n, `0x${"00".repeat(32)}`, 2n ** 63n);
      await reservations.connect(context.nodeKey).acknowledge(1n, `0x${"00".repeat(32)}`, "0x");
      await expect(charge(context, GB)).to.emit(reservations, "TrafficCharged").withArgs(1n, GB, 0n);
    });
  });
});
