import { expect } from "chai";
import { Wallet } from "ethers";
import hre from "hardhat";
import { approveOperatorAndWait } from "../../../sdk/escrow/approve-operator.ts";
import { openAccountAndWait } from "../../../sdk/escrow/open-account.ts";
import { readStreamsOfFarm } from "../../../sdk/escrow/read-streams.ts";
import { waitForReceipt } from "../../../sdk/network/call.ts";
import { releaseNameAndWait } from "../../../sdk/names/release-name.ts";
import { reserveNameAndWait } from "../../../sdk/names/reserve-name.ts";
import { approveProviderAndWait } from "../../../sdk/offers/approve-provider.ts";
import { setOfferAndWait } from "../../../sdk/offers/set-offer.ts";
import { acknowledgeAndWait } from "../../../sdk/reservations/acknowledge.ts";
import { approveAndReserve } from "../../../sdk/reservations/approve-and-reserve.ts";
import { cancelReservationAndWait } from "../../../sdk/reservations/cancel-reservation.ts";
import { chargeTrafficAndWait } from "../../../sdk/reservations/charge-traffic.ts";
import {
  listReservationsOfAccount,
  listReservationsOfFarm,
  listReservationsOfNode,
} from "../../../sdk/reservations/list-reservations.ts";
import { signAcknowledgement, signVoucher } from "../../../sdk/reservations/node-signatures.ts";
import { nextAccountId, openAndReserveAndWait } from "../../../sdk/reservations/open-and-reserve.ts";
import { readReservation } from "../../../sdk/reservations/read-reservation.ts";
import { releaseReservationAndWait } from "../../../sdk/reservations/release-reservation.ts";
import { ReservationRefInvalidError, toRefBytes } from "../../../sdk/reservations/reservation-request.ts";
import { reserveAndWait } from "../../../sdk/reservations/reserve.ts";
import { resizeReservationAndWait } from "../../../sdk/reservations/resize-reservation.ts";
import { setDailyTrafficAndWait } from "../../../sdk/reservations/set-daily-traffic.ts";
import { updateHashAndWait } from "../../../sdk/reservations/update-hash.ts";
import { withdrawUpdateAndWait } from "../../../sdk/reservations/withdraw-update.ts";
import { formatStatementFile, parseStatementFile, signAvailability } from "../../../sdk/service/availability.ts";
import { giveNoticeAndWait } from "../../../sdk/service/give-notice.ts";
import { mergeStatements, StatementForeignError } from "../../../sdk/service/merge-statements.ts";
import { requestAvailabilityAndWait } from "../../../sdk/service/request-availability.ts";
import { settleStreamsAndWait } from "../../../sdk/service/settle-streams.ts";
import { streamsToSettle } from "../../../sdk/service/streams-to-settle.ts";
import { withdrawNoticeAndWait } from "../../../sdk/service/withdraw-notice.ts";
import { rejection } from "../../helpers/rejection.ts";
import type { ReservationFixture } from "./reservation-fixture.ts";
import { FAR_FUTURE, HASH, offeredNode, OPENING, REQUEST } from "./reservation-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return offeredNode(connection);
}

/** Reservation 1 of account 1 waits for its node. */
async function pending() {
  const context = await fixture();
  await openAndReserveAndWait(context.grid, context.tenant, { request: REQUEST, ...OPENING });
  return context;
}

/** Reservation 1 of account 1 runs. */
async function active() {
  const context = await pending();
  const { grid, nodeKey } = context;
  await acknowledgeAndWait(grid, nodeKey, { reservationId: 1, deploymentHash: HASH, signature: "0x" });
  return context;
}

/** Statement files of some attestors about all that node 1 was settled up to, until now. */
async function statements({ grid, attestors, source }: ReservationFixture, count: number) {
  const [stream] = await readStreamsOfFarm(source, 1);
  const [from, to] = [stream!.settledTo, await networkHelpers.time.latest()];
  const availability = { nodeId: 1, from, to, servedSeconds: to - from, stopIndex: 0n, setVersion: 1 };
  const signers = attestors.slice(0, count).reverse();
  return Promise.all(signers.map((one) => signAvailability(grid, one, { chainId: 31337n, availability })));
}

describe("reserving", () => {
  it("needs one transaction of a newcomer", async () => {
    const { grid, tenant } = await networkHelpers.loadFixture(fixture);

    const { event } = await openAndReserveAndWait(grid, tenant, { request: REQUEST, ...OPENING });

    expect([event.reservationId, event.accountId]).to.deep.equal([1n, 1n]);
    expect(await grid.Escrow.ownerOf(1)).to.equal(tenant.address);
    expect(await readReservation(grid, 1)).to.deep.include({
      kind: "shared",
      state: "pending",
      reason: "none",
      accountId: 1,
      farmId: 1,
      nodeId: 1,
      capacity: REQUEST.capacity,
      ips: ["185.206.122.3"],
      update: undefined,
    });
  });

  it("tries again when somebody else took the account's number", async () => {
    const { grid, tenant, stranger } = await networkHelpers.loadFixture(fixture);
    let isFirst = true;
    const raced = new Proxy(tenant, {
      get: (target, name) => {
        const member = Reflect.get(target, name) as unknown;
        if (name !== "estimateGas") return typeof member === "function" ? (member.bind(target) as unknown) : member;
        return async (transaction: object) => {
          if (isFirst) await openAccountAndWait(grid, stranger);
          isFirst = false;
          return target.estimateGas(transaction);
        };
      },
    });

    const { event } = await openAndReserveAndWait(grid, raced, { request: REQUEST, ...OPENING });

    expect(event.accountId).to.equal(2n);
    expect(await nextAccountId(grid)).to.equal(3);
  });

  it("throws what the contract says when nobody raced", async () => {
    const { grid, tenant } = await networkHelpers.loadFixture(fixture);
    const request = { ...REQUEST, mostUsdPerSecond: 1n };

    expect(String(await rejection(openAndReserveAndWait(grid, tenant, { request, ...OPENING })))).to.match(
      /ReservationTooExpensive|reverted/,
    );
  });

  it("takes a name of the tenant's own", async () => {
    const { grid, tenant } = await networkHelpers.loadFixture(pending);
    await reserveAndWait(grid, tenant, { ...REQUEST, accountId: 1, ref: "web" });

    expect(await grid.Reservations.reservationByRef(1, toRefBytes("web"))).to.equal(2n);
    for (const ref of ["", "x".repeat(32)]) expect(() => toRefBytes(ref)).to.throw(ReservationRefInvalidError);
  });

  it("takes one transaction with the limits that it needs", async () => {
    const { grid, tenant } = await networkHelpers.loadFixture(pending);
    const operator = await grid.Reservations.getAddress();
    await approveOperatorAndWait(grid, tenant, {
      ...{ accountId: 1, operator, maxUsdPerSecond: 0n, maxChargeUnits: 0n, expiresAt: FAR_FUTURE },
    });
    const request = { ...REQUEST, accountId: 1 };
    expect((await rejection(reserveAndWait(grid, tenant, request))).message).to.contain("EscrowOperatorRateExceeded");

    const limits = { maxUsdPerSecond: 10n ** 16n, maxChargeUnits: 5n, expiresAt: FAR_FUTURE };
    await waitForReceipt(await approveAndReserve(grid, tenant, { request, ...limits }));

    expect(await readReservation(grid, 2)).to.include({ accountId: 1, state: "pending" });
    const { maxRate, maxCharge, expiresAt } = await grid.Escrow.operatorLimitsOf(1, operator);
    expect([maxRate, maxCharge, expiresAt]).to.deep.equal([limits.maxUsdPerSecond, 5n, BigInt(FAR_FUTURE)]);
  });
});

describe("a reservation", () => {
  it("starts with the node's signature", async () => {
    const { grid, nodeKey, stranger } = await networkHelpers.loadFixture(pending);
    const statement = { reservationId: 1, streamId: 1, deploymentHash: HASH };
    const signature = await signAcknowledgement(grid, nodeKey, statement);

    const { event } = await acknowledgeAndWait(grid, stranger, { ...statement, signature });

    expect(event.streamId).to.equal(1n);
    expect((await readReservation(grid, 1)).state).to.equal("active");
  });

  it("is changed, and the change given up", async () => {
    const { grid, tenant } = await networkHelpers.loadFixture(active);
    const larger = { ...REQUEST.capacity, cru: 4 };
    const wish = { reservationId: 1, capacity: larger, ipv4Count: 2, deploymentHash: HASH };
    await resizeReservationAndWait(grid, tenant, { ...wish, mostUsdPerSecond: 10n ** 16n });
    expect((await readReservation(grid, 1)).update).to.deep.include({ streamId: 2, capacity: larger, ipv4Count: 2 });

    await withdrawUpdateAndWait(grid, tenant, { reservationId: 1 });
    expect((await readReservation(grid, 1)).update).to.equal(undefined);
    const { event } = await updateHashAndWait(grid, tenant, {
      reservationId: 1,
      deploymentHash: `0x${"11".repeat(32)}`,
    });
    expect(event.streamId).to.equal(1n);
  });

  it("pays for traffic up to the day's allowance", async () => {
    const { grid, tenant, nodeKey, stranger } = await networkHelpers.loadFixture(active);
    await setDailyTrafficAndWait(grid, tenant, { reservationId: 1, dailyBytes: 10n ** 10n });
    const voucher = { reservationId: 1, totalBytes: 2n * 10n ** 10n };
    const signature = await signVoucher(grid, nodeKey, voucher);

    const { event } = await chargeTrafficAndWait(grid, stranger, { ...voucher, signature });

    expect(event.totalBytes).to.equal(10n ** 10n);
    expect((await readReservation(grid, 1)).traffic).to.include({ dailyBytes: 10n ** 10n, chargedBytes: 10n ** 10n });
  });

  it("is cancelled by its tenant", async () => {
    const { grid, tenant } = await networkHelpers.loadFixture(active);

    expect((await cancelReservationAndWait(grid, tenant, { reservationId: 1 })).event.reason).to.equal(1n);
    expect(await readReservation(grid, 1)).to.include({ state: "closed", reason: "cancelled" });
  });

  it("is released by anybody once its node is late", async () => {
    const { grid, stranger } = await networkHelpers.loadFixture(pending);
    await networkHelpers.time.increase(40 * 86_400);

    const { event } = await releaseReservationAndWait(grid, stranger, { reservationId: 1 });
    expect(event.reason).to.equal(2n);
  });

  it("is listed by account, node and farm", async () => {
    const { source } = await networkHelpers.loadFixture(active);
    const idsOf = async (list: Promise<{ reservationId: number }[]>) => (await list).map((one) => one.reservationId);

    expect(await idsOf(listReservationsOfAccount(source, 1))).to.deep.equal([1]);
    expect(await idsOf(listReservationsOfNode(source, 1))).to.deep.equal([1]);
    expect(await idsOf(listReservationsOfFarm(source, 1))).to.deep.equal([1]);
    expect(await idsOf(listReservationsOfAccount(source, 2))).to.deep.equal([]);
    expect(await idsOf(listReservationsOfFarm(source, 2))).to.deep.equal([]);
  });
});

describe("settling", () => {
  it("takes the statement files of a quorum, in any order and twice", async () => {
    const context = await networkHelpers.loadFixture(active);
    const { grid, source, stranger } = context;
    await networkHelpers.time.increase(3600);
    const files = (await statements(context, 3)).map((file) =>
      parseStatementFile(JSON.parse(formatStatementFile(file))),
    );

    const [statement, ...others] = await mergeStatements(grid, [...files, files[0]!]);
    expect(others).to.deep.equal([]);
    const streams = streamsToSettle(await readStreamsOfFarm(source, 1), statement!.availability);
    const streamIds = streams.map(({ streamId }) => streamId);
    const { events } = await settleStreamsAndWait(grid, stranger, { streamIds, ...statement! });

    expect(events.map(({ streamId }) => streamId)).to.deep.equal([1n]);
    expect(await grid.Escrow.farmCreditsOf(1)).to.equal(events[0]!.farmUnits);
    expect(events[0]!.farmUnits).to.be.above(0n);
    expect(streamsToSettle(await readStreamsOfFarm(source, 1), statement!.availability)).to.deep.equal([]);
  });

  it("is refused beforehand without a quorum, by strangers and for another network", async () => {
    const context = await networkHelpers.loadFixture(active);
    const { grid } = context;
    const files = await statements(context, 2);
    const [first] = files;
    const stranger = await signAvailability(grid, Wallet.createRandom(), {
      chainId: 31337n,
      availability: first!.availability,
    });

    expect(String(await rejection(mergeStatements(grid, files)))).to.match(/SignerSetQuorumMissed/);
    expect(String(await rejection(mergeStatements(grid, [...files, stranger])))).to.match(/SignerSetNotMember/);
    const foreign = { ...first!, chainId: 1 };
    expect(await rejection(mergeStatements(grid, [foreign]))).to.be.instanceOf(StatementForeignError);
  });
});

describe("what farmers, managers and names do", () => {
  it("leaves its events", async () => {
    const { grid, farmer, tenant, pricingManager, provider: rpc } = await networkHelpers.loadFixture(pending);
    const provider = Wallet.createRandom().address;
    expect(await rpc.getCode(provider)).to.equal("0x");

    const offer = { nodeId: 1, isDedicatedOnly: true, extraFeeUsdPerSecond: 7n };
    expect((await setOfferAndWait(grid, farmer, offer)).event.offer.extraFeeRate).to.equal(7n);
    expect((await approveProviderAndWait(grid, pricingManager, { provider, shareBps: 500 })).event.shareBps).to.equal(
      500n,
    );
    expect((await giveNoticeAndWait(grid, farmer, { nodeId: 1 })).event.nodeId).to.equal(1n);
    expect((await withdrawNoticeAndWait(grid, farmer, { nodeId: 1 })).event.nodeId).to.equal(1n);
    expect((await requestAvailabilityAndWait(grid, farmer, { nodeId: 1 })).event.nodeId).to.equal(1n);

    const operator = await grid.Names.getAddress();
    const { maxUsdPerSecond, maxChargeUnits } = OPENING;
    const limits = { maxUsdPerSecond, maxChargeUnits, expiresAt: FAR_FUTURE };
    await approveOperatorAndWait(grid, tenant, { accountId: 1, operator, ...limits });
    const wish = { accountId: 1, name: "my-name", mostUsdPerSecond: maxUsdPerSecond };
    expect((await reserveNameAndWait(grid, tenant, wish)).event.name).to.equal("my-name");
    expect((await releaseNameAndWait(grid, tenant, { name: "my-name" })).event.name).to.equal("my-name");
  });
});
