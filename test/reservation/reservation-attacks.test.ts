import { expect } from "chai";
import { encodeBytes32String, id } from "ethers";
import { network } from "hardhat";
import { GENESIS_PRICES, WINDOW } from "../helpers/escrow-fixtures.ts";
import {
  acknowledge,
  activeReservation,
  availabilityOf,
  dedicatedNode,
  pendingReservation,
  QUARTER,
  REASON,
  reservationOf,
  reserve,
  settle,
  signAcknowledgement,
} from "../helpers/reservation-fixtures.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const pending = () => pendingReservation(connection);
const active = () => activeReservation(connection);
const dedicated = () => dedicatedNode(connection);

describe("Attacks on reservations", () => {
  describe("a lock that costs nothing", () => {
    it("does not last: anybody frees what was not acknowledged", async () => {
      const { reservations, directory, otherTenant, reservedAt } = await networkHelpers.loadFixture(pending);
      await time.setNextBlockTimestamp(reservedAt + WINDOW + 1);
      await expect(reservations.connect(otherTenant).release(1n))
        .to.emit(reservations, "ReservationClosed")
        .withArgs(1n, REASON.notAcknowledged);
      expect((await directory.bookedOf(1n)).cru).to.equal(0n);
    });

    it("does not come from capacity included in a dedication that ended", async () => {
      const context = await networkHelpers.loadFixture(dedicated);
      const { reservations, directory, tenant, otherTenant } = context;
      const included = await reserve(context, { ipv4Count: 0n });
      await acknowledge(context, included);
      await reservations.connect(tenant).cancel(1n);
      await reservations.connect(otherTenant).release(included);
      expect((await directory.bookedOf(1n)).cru).to.equal(0n);
    });
  });

  describe("a signature used again", () => {
    it("does not bring back the deployment before a change", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, nodeKey, tenant, otherTenant } = context;
      const statement = { reservationId: 1n, streamId: 1n, deploymentHash: id("deployment") };
      const earlier = await signAcknowledgement(context, nodeKey, statement);
      await reservations.connect(tenant).updateHash(1n, id("new"));
      await expect(
        reservations.connect(otherTenant).acknowledge(1n, id("deployment"), earlier),
      ).to.be.revertedWithCustomError(reservations, "ReservationNotAwaited");
    });

    it("does not start another reservation of the same deployment", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, nodeKey, otherTenant } = context;
      const statement = { reservationId: 1n, streamId: 1n, deploymentHash: id("deployment") };
      const signature = await signAcknowledgement(context, nodeKey, statement);
      const another = await reserve(context);
      await expect(
        reservations.connect(otherTenant).acknowledge(another, id("deployment"), signature),
      ).to.be.revertedWithCustomError(reservations, "ReservationNotNode");
    });
  });

  describe("a batch with one bad item", () => {
    it("changes nothing", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, directory, tenant } = context;
      const good = reservations.interface.encodeFunctionData("cancel", [1n]);
      const bad = reservations.interface.encodeFunctionData("cancel", [1n]);
      await expect(reservations.connect(tenant).multicall([good, bad])).to.be.revertedWithCustomError(
        reservations,
        "ReservationIsClosed",
      );
      expect((await directory.bookedOf(1n)).cru).to.equal(QUARTER.cru);
    });
  });

  describe("a price raised before the tenant's transaction", () => {
    it("does not charge a tenant who named the most", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, escrow, offers, farmer } = context;
      await reservations.connect(context.tenant).cancel(1n);
      const whole = { isDedicated: true, capacity: { cru: 0n, mru: 0n, sru: 0n, hru: 0n }, ipv4Count: 0n };
      const quoted = await reserve(context, { ...whole, ref: encodeBytes32String("quote") });
      const { discountableRate } = await escrow.streamOf(quoted);
      await reservations.connect(context.tenant).cancel(quoted);
      await offers.connect(farmer).setOffer(1n, { isDedicatedOnly: false, extraFeeRate: 1n });
      await expect(reserve(context, { ...whole, mostRate: discountableRate })).to.be.revertedWithCustomError(
        reservations,
        "ReservationTooExpensive",
      );
    });
  });

  describe("service that is not rendered", () => {
    it("earns nothing for a node that acknowledges and goes dark", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { escrow, startedAt } = context;
      const to = startedAt + 2 * WINDOW;
      await time.setNextBlockTimestamp(to);
      const dark = availabilityOf(startedAt, to, { servedSeconds: 0 });
      await settle(context, [1n], dark);
      expect(await escrow.farmCreditsOf(1n)).to.equal(0n);
      expect(await escrow.poolOf(1n)).to.deep.equal([0n, 0n]);
      expect(await escrow.creditsOf(1n)).to.be.greaterThan(0n);
    });
  });

  describe("a change that no node can make", () => {
    it("is paid back for two deployment windows at most, however often it is asked for", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, escrow, tenant, startedAt } = context;
      const asTenant = reservations.connect(tenant);
      for (let i = 0; i < 10; i++) {
        await asTenant.updateHash(1n, id(`impossible ${i}`));
        await time.increase(2 * WINDOW);
        if (i < 9) await asTenant.withdrawUpdate(1n);
      }
      const { requestedAt } = await reservations.updateOf(1n);
      await time.setNextBlockTimestamp(requestedAt + 2n * BigInt(WINDOW) + 1n);
      await asTenant.cancel(1n);
      expect(await escrow.creditsOf(1n)).to.equal(0n);
      expect(await escrow.stoppedAt(1n)).to.be.greaterThan(startedAt + 19 * WINDOW);
    });
  });

  describe("traffic that never was", () => {
    it("costs a tenant no more than his daily allowance, however much a node states", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { reservations, nodeKey, tenant } = context;
      await reservations.connect(tenant).setDailyTraffic(1n, 10n ** 9n);
      const most = 2n ** 64n - 1n;
      await reservations.connect(nodeKey).chargeTraffic(1n, most, "0x");
      expect((await reservations.trafficOf(1n)).chargedBytes).to.equal(10n ** 9n);
      const again = reservations.connect(nodeKey).chargeTraffic(1n, most, "0x");
      await expect(again).to.emit(reservations, "TrafficCharged");
      expect((await reservations.trafficOf(1n)).chargedBytes).to.be.lessThan(10n ** 9n + 10n ** 6n);
    });

    it("costs nothing where the tenant allowed none", async () => {
      const { reservations, nodeKey } = await networkHelpers.loadFixture(active);
      await expect(reservations.connect(nodeKey).chargeTraffic(1n, 2n ** 64n - 1n, "0x")).to.be.revertedWithCustomError(
        reservations,
        "ReservationNoTraffic",
      );
    });
  });

  describe("a price that changes before the tenant's transaction", () => {
    it("does not bind who named the most, when a dearer pricing version slips in", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { reservations, escrow, pricing, policyManager, split, tenant } = context;
      const { discountableRate } = await escrow.streamOf(1n);
      await pricing.connect(policyManager).add({ ...GENESIS_PRICES, cuRate: GENESIS_PRICES.cuRate + 1n }, split);
      await expect(
        reservations.connect(tenant).reserve(reservationOf({ mostRate: discountableRate })),
      ).to.be.revertedWithCustomError(reservations, "ReservationTooExpensive");
      expect((await escrow.streamOf(1n)).discountableRate).to.equal(discountableRate);
    });
  });
});
