import { expect } from "chai";
import { ZeroAddress } from "ethers";
import hre from "hardhat";
import {
  fundedAccount,
  openStream,
  requestOf,
  runningStream,
  serviceOf,
  UNITS_PER_TFT,
} from "../helpers/escrow-fixtures.ts";
import { Escrow__factory } from "../../typechain-types/factories/contracts/reservation/Escrow__factory.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const DAY = 86_400;
const NEVER = 2n ** 40n - 1n;

async function funded() {
  return fundedAccount(connection);
}

async function running() {
  return runningStream(connection, 10_000n * UNITS_PER_TFT);
}

/** The guardian paused opening in the latest block. */
async function paused() {
  const context = await runningStream(connection, 10_000n * UNITS_PER_TFT);
  await context.escrow.connect(context.guardian).pauseOpening();
  const pausedAt = await time.latest();
  return { ...context, pausedAt, until: pausedAt + 14 * DAY };
}

describe("Escrow", () => {
  describe("pausing opening", () => {
    it("is the guardian's, for 14 days", async () => {
      const { escrow, guardian, governor } = await networkHelpers.loadFixture(funded);
      const now = (await time.latest()) + 10;

      await expect(escrow.connect(governor).pauseOpening())
        .to.be.revertedWithCustomError(escrow, "AccessManagedUnauthorized")
        .withArgs(governor.address);
      await time.setNextBlockTimestamp(now);
      await expect(escrow.connect(guardian).pauseOpening())
        .to.emit(escrow, "OpeningPaused")
        .withArgs(now + 14 * DAY);
      expect(await escrow.openingPausedUntil()).to.equal(now + 14 * DAY);
    });

    it("keeps streams from being opened until then", async () => {
      const { escrow, operator, until } = await networkHelpers.loadFixture(paused);
      await time.setNextBlockTimestamp(until - 1);
      await expect(escrow.connect(operator).open(requestOf()))
        .to.be.revertedWithCustomError(escrow, "EscrowOpeningPaused")
        .withArgs(until);

      await time.setNextBlockTimestamp(until);
      await expect(escrow.connect(operator).open(requestOf())).to.emit(escrow, "StreamOpened");
    });

    it("stops nothing else", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, guardian, tenant, operator, accountId, streamId, startedAt } = context;
      const waiting = await openStream(context);
      await escrow.connect(guardian).pauseOpening();
      const to = startedAt + 100;
      await time.increaseTo(to);

      await escrow.connect(operator).start(waiting);
      await escrow.connect(operator).settle([streamId], serviceOf(startedAt, to));
      await escrow.connect(operator).charge(streamId, 5n);
      await escrow.connect(tenant).deposit(accountId, 5n);
      await escrow.connect(tenant).withdraw(accountId, tenant, 5n);
      await escrow.connect(tenant).close(streamId);
      await escrow.payFarm(1n);
      await escrow.payPool(1n);
    });

    it("is possible once in 60 days", async () => {
      const { escrow, guardian, pausedAt } = await networkHelpers.loadFixture(paused);
      const earliest = pausedAt + 60 * DAY;
      await time.setNextBlockTimestamp(earliest - 1);
      await expect(escrow.connect(guardian).pauseOpening())
        .to.be.revertedWithCustomError(escrow, "EscrowPauseTooSoon")
        .withArgs(earliest);

      await time.setNextBlockTimestamp(earliest);
      await expect(escrow.connect(guardian).pauseOpening())
        .to.emit(escrow, "OpeningPaused")
        .withArgs(earliest + 14 * DAY);
    });
  });

  describe("deploying", () => {
    it("needs a deployment window, and somebody who verifies statements", async () => {
      const { escrow, deployer, operator, ...context } = await networkHelpers.loadFixture(funded);
      const { tft, feed, pricing, directory, grid } = context;
      const deploy = (proofOfService: string, window: number) =>
        new Escrow__factory(deployer).deploy(tft, feed, pricing, directory, proofOfService, window, grid.AccessManager);

      await expect(deploy(operator.address, 0)).to.be.revertedWithCustomError(escrow, "EscrowWindowZero");
      await expect(deploy(ZeroAddress, 1)).to.be.revertedWithCustomError(escrow, "EscrowProofOfServiceMissing");
    });
  });

  describe("ending opening", () => {
    it("is the governor's, and tells from when on", async () => {
      const { escrow, governor, guardian, operator } = await networkHelpers.loadFixture(funded);
      const endsAt = (await time.latest()) + 1000;
      expect(await escrow.openingEndsAt()).to.equal(NEVER);
      await expect(escrow.connect(guardian).endOpening(endsAt))
        .to.be.revertedWithCustomError(escrow, "AccessManagedUnauthorized")
        .withArgs(guardian.address);

      await expect(escrow.connect(governor).endOpening(endsAt)).to.emit(escrow, "OpeningEnds").withArgs(endsAt);
      await time.setNextBlockTimestamp(endsAt - 1);
      await escrow.connect(operator).open(requestOf());
      await time.setNextBlockTimestamp(endsAt);
      await expect(escrow.connect(operator).open(requestOf()))
        .to.be.revertedWithCustomError(escrow, "EscrowOpeningEnded")
        .withArgs(endsAt);
    });

    it("is set once, before and after it holds", async () => {
      const { escrow, governor } = await networkHelpers.loadFixture(funded);
      const endsAt = (await time.latest()) + 1000;
      await escrow.connect(governor).endOpening(endsAt);

      for (const moment of [endsAt - 500, endsAt + 500]) {
        await time.setNextBlockTimestamp(moment);
        await expect(escrow.connect(governor).endOpening(endsAt + 5000))
          .to.be.revertedWithCustomError(escrow, "EscrowOpeningEnded")
          .withArgs(endsAt);
      }
    });

    it("lies in the future, at the earliest now, and some time", async () => {
      const { escrow, governor } = await networkHelpers.loadFixture(funded);
      const now = (await time.latest()) + 100;
      await time.setNextBlockTimestamp(now);
      await expect(escrow.connect(governor).endOpening(now - 1))
        .to.be.revertedWithCustomError(escrow, "EscrowEndInvalid")
        .withArgs(now - 1);
      await expect(escrow.connect(governor).endOpening(NEVER))
        .to.be.revertedWithCustomError(escrow, "EscrowEndInvalid")
        .withArgs(NEVER);

      await time.setNextBlockTimestamp(now + 5);
      await expect(escrow.connect(governor).endOpening(now + 5))
        .to.emit(escrow, "OpeningEnds")
        .withArgs(now + 5);
    });
  });
});
