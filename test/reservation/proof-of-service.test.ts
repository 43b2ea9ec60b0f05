import { expect } from "chai";
import hre from "hardhat";
import { SETTLEMENT, STATUS } from "../helpers/escrow-fixtures.ts";
import {
  acknowledge,
  activeReservation,
  availabilityOf,
  reserve,
  settle,
  signAvailability,
} from "../helpers/reservation-fixtures.ts";
import type { ReservationContext } from "../helpers/reservation-fixtures.ts";
import { ROTATION_TYPES, signByMembers } from "../helpers/signatures.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;

const HOUR = 3600;
const DAY = 24 * HOUR;

async function active() {
  return activeReservation(connection);
}

/** The farmer asked for a statement a day after the start. */
async function requested() {
  const context = await activeReservation(connection);
  const requestedAt = context.startedAt + DAY;
  await time.setNextBlockTimestamp(requestedAt);
  await context.proof.connect(context.farmer).request(1n);
  return { ...context, requestedAt };
}

/** The farmer gave notice a second after the start. */
async function noticeGiven() {
  const context = await activeReservation(connection);
  await time.setNextBlockTimestamp(context.startedAt + 1);
  await context.proof.connect(context.farmer).giveNotice(1n);
  return { ...context, endsAt: context.startedAt + 1 + 30 * DAY };
}

/** What settling one stream comes to, without doing it. */
async function resultOf(
  context: ReservationContext,
  availability: ReturnType<typeof availabilityOf>,
  { streamId = 1n, isSigned = true } = {},
): Promise<bigint> {
  const signatures = isSigned ? await signAvailability(context, availability) : [];
  const [result] = await context.proof.settle.staticCall(context.escrow, [streamId], availability, signatures);
  return result!;
}

/** What reservation 1 accrued at list price and 30 % off, in TFT units: 20.4 mUSD per hour at 0.04 USD per TFT. */
async function owedAt(context: ReservationContext, moment: number): Promise<bigint> {
  await time.increaseTo(moment);
  return context.escrow.owedTo(1n);
}

describe("ProofOfService", () => {
  describe("settling by a statement", () => {
    it("pays the farm for what was served and the tenant for what was not", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { escrow, startedAt } = context;
      const to = startedAt + 4 * HOUR;
      await time.setNextBlockTimestamp(to);
      await settle(context, [1n], availabilityOf(startedAt, to, { servedSeconds: 3 * HOUR }));

      const [event] = await escrow.queryFilter(escrow.filters.StreamSettled());
      const { farmUnits, poolUnits, refundedUnits } = event!.args;
      expect(farmUnits).to.be.greaterThan(0n);
      expect(farmUnits + poolUnits).to.be.closeTo(3n * refundedUnits, 3n);
      expect(await escrow.creditsOf(1n)).to.equal(refundedUnits);
      expect(await escrow.farmCreditsOf(1n)).to.equal(farmUnits);
      expect(await escrow.settledTo(1n)).to.equal(to);
    });

    it("settles all streams of the node that were settled as far, and says what came of the others", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { proof, escrow, startedAt } = context;
      const second = await reserve(context);
      await acknowledge(context, second);
      const foreign = await reserve(context, { nodeId: 2n, ipv4Count: 0n });
      const availability = availabilityOf(startedAt, await time.latest());
      const signatures = await signAvailability(context, availability);
      const streams = [1n, second, foreign, 99n];
      expect(await proof.settle.staticCall(escrow, streams, availability, signatures)).to.deep.equal([
        SETTLEMENT.settled,
        SETTLEMENT.notTiling,
        SETTLEMENT.foreign,
        SETTLEMENT.foreign,
      ]);
    });

    it("is for anybody who has the signatures of a quorum", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { proof, escrow, attestors, stranger, startedAt } = context;
      const availability = availabilityOf(startedAt, startedAt + HOUR);
      const few = await signAvailability(context, availability, attestors.slice(0, 2));
      await time.increaseTo(startedAt + HOUR);

      await expect(proof.connect(stranger).settle(escrow, [1n], availability, few))
        .to.be.revertedWithCustomError(context.grid.Attestors, "SignerSetQuorumMissed")
        .withArgs(2n, 3n);
      const enough = await signAvailability(context, availability, attestors.slice(1, 4));
      await expect(proof.connect(stranger).settle(escrow, [1n], availability, enough)).to.emit(escrow, "StreamSettled");
    });

    it("refuses a signature under any other number", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { proof, escrow, startedAt } = context;
      const signed = availabilityOf(startedAt, startedAt + HOUR, { servedSeconds: 10 });
      const signatures = await signAvailability(context, signed);
      await time.increaseTo(startedAt + HOUR);
      for (const changes of [
        { nodeId: 2n },
        { from: startedAt + 1 },
        { to: startedAt + HOUR - 1 },
        { servedSeconds: 11 },
        { stopIndex: 1n },
      ]) {
        await expect(proof.settle(escrow, [1n], { ...signed, ...changes }, signatures)).to.be.revertedWithCustomError(
          context.grid.Attestors,
          "SignerSetSignatureInvalid",
        );
      }
    });

    it("takes statements of the set in force only", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { proof, escrow, attestors, grid, startedAt } = context;
      const members = attestors.slice(0, 3);
      const [chainId, verifyingContract] = [
        (await ethers.provider.getNetwork()).chainId,
        await grid.Attestors.getAddress(),
      ];
      const statement = { version: 2n, members: members.map(({ address }) => address), threshold: 2n };
      const domain = { name: "ThreeFold Attestors", version: "1", chainId, verifyingContract };
      const rotation = await signByMembers(attestors, domain, ROTATION_TYPES, statement);
      await grid.Attestors.rotate(statement.members, 2n, rotation);
      await time.increase(7 * DAY);

      const to = await time.latest();
      const old = availabilityOf(startedAt, to);
      await expect(proof.settle(escrow, [1n], old, await signAvailability(context, old)))
        .to.be.revertedWithCustomError(grid.Attestors, "SignerSetNotActive")
        .withArgs(1n, 2n);
      const present = availabilityOf(startedAt, to, { setVersion: 2n });
      const signatures = await signAvailability(context, present, members.slice(0, 2));
      await expect(proof.settle(escrow, [1n], present, signatures)).to.emit(escrow, "StreamSettled");
    });

    it("refuses the same statement a second time, and one about a time before", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { startedAt } = context;
      await time.increaseTo(startedAt + 2 * HOUR);
      const availability = availabilityOf(startedAt, startedAt + HOUR);
      await settle(context, [1n], availability);
      expect(await resultOf(context, availability)).to.equal(SETTLEMENT.notTiling);
      expect(await resultOf(context, availabilityOf(startedAt + 1, startedAt + 2 * HOUR))).to.equal(
        SETTLEMENT.notTiling,
      );
    });

    it("refuses for a running stream what ended more than six hours ago", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { startedAt } = context;
      await time.increaseTo(startedAt + 7 * HOUR);
      expect(await resultOf(context, availabilityOf(startedAt, startedAt + HOUR))).to.equal(SETTLEMENT.settled);
      await time.increaseTo(startedAt + 7 * HOUR + 1);
      expect(await resultOf(context, availabilityOf(startedAt, startedAt + HOUR))).to.equal(SETTLEMENT.outdated);
    });

    it("needs no signature for a stream that serves no node, but full service", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { names, tenant, escrow, proof } = context;
      await names.connect(tenant).reserve(1n, "mycelium", 2n ** 64n - 1n);
      const from = await time.latest();
      await time.increase(HOUR);
      const availability = availabilityOf(from, from + HOUR, { nodeId: 0n });
      expect(await resultOf(context, availability, { streamId: 2n, isSigned: false })).to.equal(SETTLEMENT.settled);
      await expect(proof.settle(escrow, [2n], { ...availability, servedSeconds: HOUR - 1 }, []))
        .to.be.revertedWithCustomError(proof, "ServiceUnproven")
        .withArgs(0n, from, from + HOUR);
    });

    it("settles several nodes in one transaction", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { proof, escrow, otherKey, reservations, startedAt } = context;
      const second = await reserve(context, { nodeId: 2n, ipv4Count: 0n });
      await reservations.connect(otherKey).acknowledge(second, ethers.id("deployment"), "0x");
      const from = await time.latest();
      await time.increase(HOUR);
      const statements = [
        { streamId: 1n, availability: availabilityOf(startedAt, from + HOUR) },
        { streamId: second, availability: availabilityOf(from, from + HOUR, { nodeId: 2n }) },
      ];
      const calls = await Promise.all(
        statements.map(async ({ streamId, availability }) => {
          const signatures = await signAvailability(context, availability);
          return proof.interface.encodeFunctionData("settle", [
            await escrow.getAddress(),
            [streamId],
            availability,
            signatures,
          ]);
        }),
      );
      await proof.multicall(calls);
      expect(await escrow.farmCreditsOf(1n)).to.be.greaterThan(0n);
      expect(await escrow.farmCreditsOf(2n)).to.be.greaterThan(0n);
    });
  });

  describe("asking for a statement", () => {
    it("is the farmer's, once in seven days", async () => {
      const { proof, farmer, otherFarmer, requestedAt } = await networkHelpers.loadFixture(requested);
      expect(await proof.requestedAt(1n)).to.equal(requestedAt);
      await expect(proof.connect(otherFarmer).request(1n))
        .to.be.revertedWithCustomError(proof, "ServiceNotFarmer")
        .withArgs(otherFarmer.address, 1n);

      const silentFrom = requestedAt + 7 * DAY;
      await time.setNextBlockTimestamp(silentFrom - 1);
      await expect(proof.connect(farmer).request(1n))
        .to.be.revertedWithCustomError(proof, "ServiceRequestPending")
        .withArgs(1n, silentFrom);
      await time.setNextBlockTimestamp(silentFrom);
      await expect(proof.connect(farmer).request(1n))
        .to.emit(proof, "AvailabilityRequested")
        .withArgs(1n, silentFrom, silentFrom + 7 * DAY);
    });

    it("pays in full up to that moment when nobody answers for seven days", async () => {
      const context = await networkHelpers.loadFixture(requested);
      const { proof, escrow, startedAt, requestedAt } = context;
      const owed = await owedAt(context, requestedAt + 7 * DAY);
      await proof.settle(escrow, [1n], availabilityOf(startedAt, requestedAt), []);

      expect(await escrow.creditsOf(1n)).to.equal(0n);
      expect(await escrow.settledTo(1n)).to.equal(requestedAt);
      expect(await escrow.farmCreditsOf(1n)).to.be.closeTo(owed / 16n, 2n);
    });

    it("pays nothing before, beyond or less than that without signatures", async () => {
      const { proof, escrow, startedAt, requestedAt } = await networkHelpers.loadFixture(requested);
      const unproven = async (to: number, servedSeconds = to - startedAt, nodeId = 1n) =>
        expect(proof.settle(escrow, [1n], availabilityOf(startedAt, to, { servedSeconds, nodeId }), []))
          .to.be.revertedWithCustomError(proof, "ServiceUnproven")
          .withArgs(nodeId, startedAt, to);
      await time.setNextBlockTimestamp(requestedAt + 7 * DAY - 1);
      await unproven(requestedAt);
      await time.increaseTo(requestedAt + 7 * DAY);
      await unproven(requestedAt + 1);
      await unproven(requestedAt, 0);
      await unproven(requestedAt, requestedAt - startedAt, 2n);
    });

    it("lets a signed statement that ends then be as old as it takes", async () => {
      const context = await networkHelpers.loadFixture(requested);
      const { startedAt, requestedAt } = context;
      await time.increaseTo(requestedAt + 30 * DAY);
      expect(await resultOf(context, availabilityOf(startedAt, requestedAt - 1))).to.equal(SETTLEMENT.outdated);
      expect(await resultOf(context, availabilityOf(startedAt, requestedAt, { servedSeconds: 0 }))).to.equal(
        SETTLEMENT.settled,
      );
    });

    it("is answered by a statement that settles: silence then proves nothing", async () => {
      const context = await networkHelpers.loadFixture(requested);
      const { startedAt, requestedAt, escrow } = context;
      await settle(context, [1n], availabilityOf(startedAt, requestedAt, { servedSeconds: 0 }));
      await time.increaseTo(requestedAt + 7 * DAY);
      const silent = availabilityOf(startedAt, requestedAt);
      expect(await resultOf(context, silent, { isSigned: false })).to.equal(SETTLEMENT.notTiling);
      expect(await escrow.farmCreditsOf(1n)).to.equal(0n);
    });

    it("settles a stream that was closed before it", async () => {
      const context = await networkHelpers.loadFixture(active);
      const { proof, escrow, reservations, farmer, tenant, startedAt } = context;
      await time.setNextBlockTimestamp(startedAt + HOUR);
      await reservations.connect(tenant).cancel(1n);
      await proof.connect(farmer).request(1n);
      await time.increase(7 * DAY);
      expect((await escrow.streamOf(1n)).status).to.equal(STATUS.stopped);
      await expect(proof.settle(escrow, [1n], availabilityOf(startedAt, startedAt + HOUR), [])).to.emit(
        escrow,
        "StreamSettled",
      );
    });
  });

  describe("giving notice", () => {
    it("is the farmer's, and takes 30 days", async () => {
      const { proof, farmer, otherFarmer } = await networkHelpers.loadFixture(active);
      await expect(proof.connect(otherFarmer).giveNotice(1n))
        .to.be.revertedWithCustomError(proof, "ServiceNotFarmer")
        .withArgs(otherFarmer.address, 1n);
      const give = await proof.connect(farmer).giveNotice(1n);
      const endsAt = (await time.latest()) + 30 * DAY;
      await expect(give).to.emit(proof, "NoticeGiven").withArgs(1n, endsAt);
      await expect(proof.connect(farmer).giveNotice(1n))
        .to.be.revertedWithCustomError(proof, "ServiceNoticeGiven")
        .withArgs(1n, endsAt);
    });

    it("can be taken back by the farmer", async () => {
      const { proof, farmer, otherFarmer } = await networkHelpers.loadFixture(noticeGiven);
      await expect(proof.connect(otherFarmer).withdrawNotice(1n)).to.be.revertedWithCustomError(
        proof,
        "ServiceNotFarmer",
      );
      await expect(proof.connect(farmer).withdrawNotice(1n)).to.emit(proof, "NoticeWithdrawn").withArgs(1n);
      expect(await proof.noticeEndsAt(1n)).to.equal(0n);
      await expect(proof.connect(farmer).withdrawNotice(1n))
        .to.be.revertedWithCustomError(proof, "ServiceNoNotice")
        .withArgs(1n);
    });

    it("pays for what was served before its end, and for nothing after it", async () => {
      const context = await networkHelpers.loadFixture(noticeGiven);
      const { escrow, startedAt, endsAt } = context;
      const lengths: [number, number, number][] = [
        [startedAt, endsAt - HOUR, endsAt - HOUR - startedAt],
        [endsAt - HOUR, endsAt + HOUR, HOUR],
        [endsAt + HOUR, endsAt + 2 * HOUR, 0],
      ];
      for (const [from, to, served] of lengths) {
        await time.setNextBlockTimestamp(to);
        await settle(context, [1n], availabilityOf(from, to));
        const events = await escrow.queryFilter(escrow.filters.StreamSettled(), await ethers.provider.getBlockNumber());
        const { farmUnits, poolUnits, refundedUnits } = events[0]!.args;
        const paid = farmUnits + poolUnits;
        expect(paid * BigInt(to - from)).to.be.closeTo((paid + refundedUnits) * BigInt(served), BigInt(to - from));
      }
    });

    it("leaves a statement of less service as it is", async () => {
      const context = await networkHelpers.loadFixture(noticeGiven);
      const { escrow, startedAt, endsAt } = context;
      await time.setNextBlockTimestamp(endsAt + HOUR);
      await settle(context, [1n], availabilityOf(startedAt, endsAt + HOUR, { servedSeconds: 0 }));
      expect(await escrow.farmCreditsOf(1n)).to.equal(0n);
    });
  });
});
