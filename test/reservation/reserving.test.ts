import { expect } from "chai";
import { AbiCoder, encodeBytes32String, id, ZeroAddress } from "ethers";
import hre from "hardhat";
import { FAR_FUTURE, GENESIS_PRICES, HIGHEST_PRICE, PRICE, STATUS, UNITS_PER_TFT } from "../helpers/escrow-fixtures.ts";
import { EXAMPLE_CAPACITY } from "../helpers/nodes.ts";
import {
  acknowledge,
  dedicatedNode,
  emptyReservations,
  fundedTenants,
  GENEROUS,
  KIND,
  NO_CAPACITY,
  QUARTER,
  REASON,
  reservationOf,
  reserve,
  STATE,
} from "../helpers/reservation-fixtures.ts";
import { comparable, plain } from "../helpers/struct.ts";
import { depositPermit } from "../helpers/permits.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const ANY_RATE = 2n ** 64n - 1n;
const { cuRate, suRate, ipv4Rate } = GENESIS_PRICES;

/** {@link QUARTER}: 1 CU and 1.28 SU, rounded up once. */
const QUARTER_RATE = cuRate + (suRate * 128n + 99n) / 100n;
/** The whole node: 8 CU by its memory, 5.12 SU. */
const NODE_RATE = (8n * cuRate * 100n + suRate * 512n + 99n) / 100n;

async function empty() {
  return emptyReservations(connection);
}

async function tenants() {
  return fundedTenants(connection);
}

async function dedicated() {
  return dedicatedNode(connection);
}

describe("Reservations", () => {
  describe("reserving a part of a node", () => {
    it("books capacity and addresses and waits for the node", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { reservations, escrow, directory, publicIps, tenant } = context;
      const request = reservationOf({ ipv4Count: 2n, ref: encodeBytes32String("web") });
      const sent = reservations.connect(tenant).reserve(request);
      await expect(sent).to.emit(reservations, "Reserved");
      await expect(sent).to.emit(escrow, "StreamOpened");

      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.pending, REASON.none]);
      expect(plain(await reservations.reservationOf(1n))).to.deep.equal(
        comparable({
          kind: KIND.shared,
          reason: REASON.none,
          streamId: 1n,
          capacity: QUARTER as never,
          deploymentHash: id("deployment"),
        }),
      );
      expect(plain(await directory.bookedOf(1n))).to.deep.equal(comparable(QUARTER));
      const ips = await reservations.ipsOf(1n);
      expect(ips).to.have.lengthOf(2);
      expect(await publicIps.holderOf(1n, ips[0]!)).to.deep.equal([await reservations.getAddress(), 1n]);
      expect(await reservations.reservationByRef(1n, encodeBytes32String("web"))).to.equal(1n);
    });

    it("costs its cloud units and addresses at the present list price", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      await reserve(context, { ipv4Count: 3n });
      const stream = await context.escrow.streamOf(1n);
      expect(stream.discountableRate).to.equal(QUARTER_RATE + 3n * ipv4Rate);
      expect([stream.plainRate, stream.status]).to.deep.equal([0n, STATUS.pending]);
      expect([stream.farmId, stream.nodeId, stream.pricingVersion]).to.deep.equal([1n, 1n, 1n]);
    });

    it("costs a quarter more on a certified node", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      await context.grid.Directory.connect(context.certifier).certifyNode(1n, true);
      await reserve(context, { ipv4Count: 1n });
      const rate = QUARTER_RATE + ipv4Rate;
      expect((await context.escrow.streamOf(1n)).discountableRate).to.equal((rate * 5n + 3n) / 4n);
    });

    it("costs no more than the tenant agreed to", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { reservations, tenant } = context;
      const rate = QUARTER_RATE + ipv4Rate;
      await expect(reservations.connect(tenant).reserve(reservationOf({ mostRate: rate - 1n })))
        .to.be.revertedWithCustomError(reservations, "ReservationTooExpensive")
        .withArgs(rate, rate - 1n);
      await reservations.connect(tenant).reserve(reservationOf({ mostRate: rate }));
    });

    it("is for owner and managers, within their limits", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { reservations, escrow, tenant, manager } = context;
      await expect(reservations.connect(manager).reserve(reservationOf()))
        .to.be.revertedWithCustomError(escrow, "EscrowNotManager")
        .withArgs(manager.address, 1n);
      const rate = QUARTER_RATE + ipv4Rate;
      await escrow.connect(tenant).setManager(1n, manager, { maxRate: rate, expiresAt: FAR_FUTURE });
      await reservations.connect(manager).reserve(reservationOf());
      await expect(reservations.connect(manager).reserve(reservationOf()))
        .to.be.revertedWithCustomError(escrow, "EscrowManagerRateExceeded")
        .withArgs(manager.address, 1n, 2n * rate, rate);
    });

    it("takes only what is free", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { reservations, publicIps, directory, tenant } = context;
      const send = (changes: Parameters<typeof reservationOf>[0]) =>
        reservations.connect(tenant).reserve(reservationOf(changes));
      await expect(send({ capacity: { ...QUARTER, cru: 9n } })).to.be.revertedWithCustomError(
        directory,
        "DirectoryCapacityInsufficient",
      );
      await expect(send({ capacity: NO_CAPACITY }))
        .to.be.revertedWithCustomError(directory, "DirectoryBookingEmpty")
        .withArgs(1n);
      await reserve(context, { ipv4Count: 8n });
      await expect(send({ ipv4Count: 5n }))
        .to.be.revertedWithCustomError(publicIps, "PublicIpInsufficient")
        .withArgs(1n, 4n, 5n);
    });

    it("refuses more than eight addresses", async () => {
      const { reservations, tenant } = await networkHelpers.loadFixture(tenants);
      await expect(
        reservations.connect(tenant).reserve(reservationOf({ ipv4Count: 9n })),
      ).to.be.revertedWithCustomError(reservations, "ReservationRequestInvalid");
    });

    it("refuses a reference that was used", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { reservations, tenant, otherTenant } = context;
      const ref = encodeBytes32String("web");
      await reserve(context, { ref });
      await expect(reservations.connect(tenant).reserve(reservationOf({ ref })))
        .to.be.revertedWithCustomError(reservations, "ReservationRefTaken")
        .withArgs(1n, ref, 1n);
      await reserve(context, { ref, accountId: 2n, ipv4Count: 0n }, otherTenant);
      await reserve(context);
      await reserve(context);
    });

    it("refuses a node that is switched off or is to be", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { reservations, directory, farmer, nodeKey, tenant } = context;
      const refused = async () =>
        expect(reservations.connect(tenant).reserve(reservationOf()))
          .to.be.revertedWithCustomError(reservations, "ReservationNodeDown")
          .withArgs(1n);
      await directory.connect(farmer).setPowerTarget(1n, true);
      await refused();
      await directory.connect(nodeKey).setPowerState(1n, true);
      await directory.connect(farmer).setPowerTarget(1n, false);
      await refused();
      await directory.connect(nodeKey).setPowerState(1n, false);
      await reserve(context);
    });

    it("refuses a node that leaves, until the notice is taken back", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { reservations, proof, farmer, tenant } = context;
      await proof.connect(farmer).giveNotice(1n);
      await expect(reservations.connect(tenant).reserve(reservationOf()))
        .to.be.revertedWithCustomError(reservations, "ReservationNodeLeaving")
        .withArgs(1n, await proof.noticeEndsAt(1n));
      await proof.connect(farmer).withdrawNotice(1n);
      await reserve(context);
    });

    it("refuses a node that is to be had only as a whole", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { reservations, offers, farmer, tenant } = context;
      await offers.connect(farmer).setOffer(1n, { isDedicatedOnly: true, extraFeeRate: 0n });
      await expect(reservations.connect(tenant).reserve(reservationOf()))
        .to.be.revertedWithCustomError(reservations, "ReservationNodeDedicated")
        .withArgs(1n, 0n);
    });

    it("sets the traffic that may be charged, if any", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      await reserve(context, { dailyTrafficBytes: 10n ** 9n });
      const { dailyBytes, leftBytes, chargedBytes } = await context.reservations.trafficOf(1n);
      expect([dailyBytes, leftBytes, chargedBytes]).to.deep.equal([10n ** 9n, 10n ** 9n, 0n]);
    });
  });

  describe("reserving a whole node", () => {
    it("costs half of its list price and the farmer's extra fee", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { offers, escrow, directory, farmer } = context;
      await offers.connect(farmer).setOffer(1n, { isDedicatedOnly: true, extraFeeRate: 12_345n });
      await reserve(context, { isDedicated: true, capacity: NO_CAPACITY, ipv4Count: 0n });
      const stream = await escrow.streamOf(1n);
      expect(stream.discountableRate).to.equal((NODE_RATE + 1n) / 2n);
      expect(stream.plainRate).to.equal(12_345n);
      expect(plain(await directory.bookedOf(1n))).to.deep.equal(comparable(EXAMPLE_CAPACITY));
      expect(await context.reservations.dedicationOf(1n)).to.equal(1n);
    });

    it("is possible in standby", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { directory, farmer, nodeKey } = context;
      await directory.connect(farmer).setPowerTarget(1n, true);
      await directory.connect(nodeKey).setPowerState(1n, true);
      await reserve(context, { isDedicated: true, capacity: NO_CAPACITY, ipv4Count: 0n });
    });

    it("names neither a part nor addresses", async () => {
      const { reservations, tenant } = await networkHelpers.loadFixture(tenants);
      for (const changes of [
        { capacity: QUARTER, ipv4Count: 0n },
        { capacity: NO_CAPACITY, ipv4Count: 1n },
      ]) {
        await expect(
          reservations.connect(tenant).reserve(reservationOf({ isDedicated: true, ...changes })),
        ).to.be.revertedWithCustomError(reservations, "ReservationRequestInvalid");
      }
    });

    it("needs all of it to be free", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      await reserve(context);
      await expect(
        reserve(context, { isDedicated: true, capacity: NO_CAPACITY, ipv4Count: 0n }),
      ).to.be.revertedWithCustomError(context.directory, "DirectoryCapacityInsufficient");
    });
  });

  describe("reserving on a node of one's own", () => {
    it("is free of charge for capacity, not for addresses", async () => {
      const context = await networkHelpers.loadFixture(dedicated);
      const { reservations, escrow, directory } = context;
      const included = await reserve(context, { ipv4Count: 2n });
      expect((await reservations.reservationOf(included)).kind).to.equal(KIND.included);
      expect((await escrow.streamOf(included)).discountableRate).to.equal(2n * ipv4Rate);
      expect(plain(await directory.bookedOf(1n))).to.deep.equal(comparable(EXAMPLE_CAPACITY));
      const { cru } = await reservations.freeOf(1n);
      expect(cru).to.equal(6n);
    });

    it("stays within the node", async () => {
      const context = await networkHelpers.loadFixture(dedicated);
      const { reservations } = context;
      for (let i = 0; i < 4; i++) await reserve(context, { ipv4Count: 0n });
      await expect(reserve(context, { ipv4Count: 0n })).to.be.revertedWithCustomError(
        reservations,
        "ReservationCapacityInsufficient",
      );
    });

    it("is for its account only, and not for the whole of it again", async () => {
      const context = await networkHelpers.loadFixture(dedicated);
      const { reservations, otherTenant } = context;
      await expect(reserve(context, { accountId: 2n }, otherTenant))
        .to.be.revertedWithCustomError(reservations, "ReservationNodeDedicated")
        .withArgs(1n, 1n);
      await expect(reserve(context, { isDedicated: true, capacity: NO_CAPACITY, ipv4Count: 0n }))
        .to.be.revertedWithCustomError(reservations, "ReservationNodeDedicated")
        .withArgs(1n, 1n);
    });

    it("waits until the dedication is acknowledged", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { reservations } = context;
      const dedicationId = await reserve(context, { isDedicated: true, capacity: NO_CAPACITY, ipv4Count: 0n });
      await expect(reserve(context))
        .to.be.revertedWithCustomError(reservations, "ReservationNodeDedicated")
        .withArgs(1n, dedicationId);
      await acknowledge(context, dedicationId);
      await reserve(context);
    });

    it("is not for free on a dedication whose money is used up", async () => {
      const context = await networkHelpers.loadFixture(dedicated);
      const { reservations, escrow, feed, tenant } = context;
      await escrow.connect(tenant).withdraw(1n, tenant, 700n * UNITS_PER_TFT);
      await feed.set(HIGHEST_PRICE);
      await networkHelpers.time.increase(86_400);
      await feed.set(PRICE);
      await escrow.connect(tenant).deposit(1n, 500n * UNITS_PER_TFT);
      await expect(reserve(context))
        .to.be.revertedWithCustomError(reservations, "ReservationNodeDedicated")
        .withArgs(1n, 1n);
      await reservations.release(1n);
      await reserve(context);
    });
  });

  describe("bringing a solution provider", () => {
    it("gives an approved one its share", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { offers, escrow, provider, policyManager } = context;
      await offers.connect(policyManager).approveProvider(provider, 2000n);
      await reserve(context, { provider: provider.address });
      expect((await escrow.streamOf(1n)).providerBps).to.equal(2000n);
      expect(await escrow.providerOf(1n)).to.equal(provider.address);
    });

    it("refuses one that is not approved, or no longer", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { offers, provider, policyManager } = context;
      const refused = async () =>
        expect(reserve(context, { provider: provider.address }))
          .to.be.revertedWithCustomError(offers, "OfferProviderInvalid")
          .withArgs(provider.address);
      await refused();
      await offers.connect(policyManager).approveProvider(provider, 2000n);
      await offers.connect(policyManager).approveProvider(provider, 0n);
      await refused();
    });

    it("refuses tenant, sender, node, farmer and his payout address", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { offers, escrow, tenant, manager, nodeKey, farmer, payout, policyManager } = context;
      await escrow.connect(tenant).setManager(1n, manager, { maxRate: ANY_RATE, expiresAt: FAR_FUTURE });
      for (const party of [tenant, manager, nodeKey, farmer, payout]) {
        await offers.connect(policyManager).approveProvider(party, 2000n);
        await expect(reserve(context, { provider: party.address }, manager))
          .to.be.revertedWithCustomError(offers, "OfferProviderInvalid")
          .withArgs(party.address);
      }
    });

    it("refuses a share above half of the foundation's", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { offers, escrow, provider, policyManager } = context;
      await offers.connect(policyManager).approveProvider(provider, 2001n);
      await expect(reserve(context, { provider: provider.address }))
        .to.be.revertedWithCustomError(escrow, "EscrowProviderInvalid")
        .withArgs(provider.address, 2001n, 2000n);
    });
  });

  describe("offering a node", () => {
    it("is its farmer's", async () => {
      const { offers, farmer, otherFarmer } = await networkHelpers.loadFixture(tenants);
      const offer = { isDedicatedOnly: true, extraFeeRate: 7n };
      await expect(offers.connect(otherFarmer).setOffer(1n, offer))
        .to.be.revertedWithCustomError(offers, "OfferNotFarmer")
        .withArgs(otherFarmer.address, 1n);
      await expect(offers.connect(farmer).setOffer(1n, offer)).to.emit(offers, "OfferSet");
      expect(plain(await offers.offerOf(1n))).to.deep.equal(offer);
    });
  });

  describe("coming as a newcomer", () => {
    const request = reservationOf({ provider: ZeroAddress });
    const AMOUNT = 500n * UNITS_PER_TFT;

    async function calls(
      context: Awaited<ReturnType<typeof empty>>,
      { accountId = 1n, sender = context.tenant }: { accountId?: bigint; sender?: typeof context.tenant } = {},
    ) {
      const { escrow, reservations } = context;
      const { deadline, v, r, s } = await depositPermit(connection, context as never, sender, AMOUNT);
      const [data] = [reservations.interface.encodeFunctionData("reserve", [request]).slice(10)];
      const abi = escrow.interface;
      return [
        abi.encodeFunctionData("openAccount"),
        abi.encodeFunctionData("depositWithPermit", [accountId, AMOUNT, deadline, v, r, s]),
        abi.encodeFunctionData("approveAndCall", [accountId, await reservations.getAddress(), GENEROUS, `0x${data}`]),
      ];
    }

    it("takes one transaction: account, deposit by permit, approval, reservation", async () => {
      const context = await networkHelpers.loadFixture(empty);
      const { escrow, reservations, tft, tenant } = context;
      await tft.connect(tenant).approve(escrow, 0n);
      await expect(escrow.connect(tenant).multicall(await calls(context))).to.emit(reservations, "Reserved");
      expect(await escrow.ownerOf(1n)).to.equal(tenant.address);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.pending, REASON.none]);
    });

    it("changes nothing when somebody else took the account's number", async () => {
      const context = await networkHelpers.loadFixture(empty);
      const { escrow, tft, tenant, otherTenant } = context;
      const sent = await calls(context);
      await escrow.connect(otherTenant).openAccount();
      const before = await tft.balanceOf(tenant);
      await expect(escrow.connect(tenant).multicall(sent)).to.be.revert(connection.ethers);
      expect(await tft.balanceOf(tenant)).to.equal(before);
    });

    it("speaks for the account that approves, whatever the request names", async () => {
      const context = await networkHelpers.loadFixture(tenants);
      const { escrow, reservations, otherTenant } = context;
      const encoded = AbiCoder.defaultAbiCoder().encode(
        [reservations.interface.getFunction("reserve").inputs[0]!],
        [reservationOf({ accountId: 1n })],
      );
      await escrow.connect(otherTenant).approveAndCall(2n, reservations, GENEROUS, encoded);
      expect((await escrow.streamOf(1n)).accountId).to.equal(2n);
    });

    it("takes nobody's word but the escrow's for an approval", async () => {
      const { reservations, tenant } = await networkHelpers.loadFixture(tenants);
      await expect(reservations.connect(tenant).onApproved(tenant, 1n, "0x"))
        .to.be.revertedWithCustomError(reservations, "ReservationNotEscrow")
        .withArgs(tenant.address);
    });
  });

  describe("looking at what was never reserved", () => {
    it("finds nothing", async () => {
      const { reservations } = await networkHelpers.loadFixture(tenants);
      expect(await reservations.stateOf(1n)).to.deep.equal([STATE.none, REASON.none]);
      await expect(reservations.reservationOf(1n))
        .to.be.revertedWithCustomError(reservations, "ReservationNotFound")
        .withArgs(1n);
    });
  });
});
