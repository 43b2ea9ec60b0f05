import { expect } from "chai";
import hre from "hardhat";
import {
  BALANCE_PER_UNIT,
  DEPOSIT,
  exhaustedAccount,
  LIMITS,
  openStream,
  PRICE,
  RATE,
  RESERVE,
  runningStream,
  runStream,
  STATUS,
  UNITS_PER_SECOND,
} from "../helpers/escrow-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

async function running() {
  return runningStream(connection);
}

async function exhausted() {
  return exhaustedAccount(connection);
}

describe("Escrow", () => {
  describe("charging at once", () => {
    it("takes the amount from the balance and shares it out like what accrues", async () => {
      const { escrow, operator, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      await time.setNextBlockTimestamp(startedAt + 100);

      await expect(escrow.connect(operator).charge(streamId, 1001n))
        .to.emit(escrow, "StreamCharged")
        .withArgs(streamId, 500n, 0n, 501n);
      const { balance } = await escrow.booksOf(accountId);
      expect(balance).to.equal((DEPOSIT - 1001n - 100n * UNITS_PER_SECOND) * BALANCE_PER_UNIT);
      expect(await escrow.farmCreditsOf(1n)).to.equal(500n);
      expect(await escrow.poolOf(1n)).to.deep.equal([401n, 100n]);
      expect(await escrow.owedTo(streamId)).to.equal(100n * UNITS_PER_SECOND);
    });

    it("gives a provider its share, and treats no part as plain", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, operator, provider } = context;
      const terms = { provider: provider.address, providerBps: 1500n, discountableRate: 0n, plainRate: RATE };
      const streamId = await runStream(context, terms);

      await expect(escrow.connect(operator).charge(streamId, 10_000n))
        .to.emit(escrow, "StreamCharged")
        .withArgs(streamId, 5000n, 1500n, 3500n);
      expect(await escrow.providerCreditsOf(provider)).to.equal(1500n);
    });

    it("takes at most what is above the reserve, and says what it took", async () => {
      const { escrow, operator, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      const left = DEPOSIT - RESERVE - 100n * UNITS_PER_SECOND;
      await time.setNextBlockTimestamp(startedAt + 100);

      await expect(escrow.connect(operator).charge(streamId, DEPOSIT))
        .to.emit(escrow, "StreamCharged")
        .withArgs(streamId, left / 2n, 0n, left - left / 2n);
      expect((await escrow.booksOf(accountId)).balance).to.equal(RESERVE * BALANCE_PER_UNIT);
      await expect(escrow.connect(operator).charge(streamId, 1n))
        .to.emit(escrow, "StreamCharged")
        .withArgs(streamId, 0n, 0n, 0n);
    });

    it("leaves the reference price as it is, whatever the average became", async () => {
      const { escrow, feed, operator, accountId, streamId } = await networkHelpers.loadFixture(running);
      for (const average of [2n * PRICE, 100n * PRICE, PRICE / 2n]) {
        await feed.setWithAverage(PRICE, average);
        await escrow.connect(operator).charge(streamId, 5n);

        expect((await escrow.booksOf(accountId)).referenceTftPerUsd).to.equal(PRICE);
      }
    });

    it("uses up what the operator may charge", async () => {
      const { escrow, tenant, operator, accountId, streamId } = await networkHelpers.loadFixture(running);
      await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, maxCharge: 100n });
      await escrow.connect(operator).charge(streamId, 60n);

      expect((await escrow.operatorLimitsOf(accountId, operator)).maxCharge).to.equal(40n);
      await expect(escrow.connect(operator).charge(streamId, 41n))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorChargeExceeded")
        .withArgs(operator.address, accountId, 41n, 40n);
      await escrow.connect(operator).charge(streamId, 40n);
    });

    it("is possible until the operator's time is over", async () => {
      const { escrow, tenant, operator, accountId, streamId } = await networkHelpers.loadFixture(running);
      const expiresAt = (await time.latest()) + 100;
      await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, expiresAt });
      await time.setNextBlockTimestamp(expiresAt - 1);
      await escrow.connect(operator).charge(streamId, 1n);
      await time.setNextBlockTimestamp(expiresAt);

      await expect(escrow.connect(operator).charge(streamId, 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorExpired")
        .withArgs(operator.address, accountId, expiresAt);
    });

    it("is the operator's, for running streams", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tenant, operator, streamId } = context;
      const waiting = await openStream(context);

      await expect(escrow.connect(tenant).charge(streamId, 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowNotOperator")
        .withArgs(tenant.address, streamId);
      await expect(escrow.connect(operator).charge(waiting, 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowStreamInvalid")
        .withArgs(waiting, STATUS.pending);
      await escrow.connect(tenant).close(streamId);
      await expect(escrow.connect(operator).charge(streamId, 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowStreamInvalid")
        .withArgs(streamId, STATUS.stopped);
    });

    it("takes nothing of new money for what died", async () => {
      const { escrow, tenant, operator, accountId, streamId } = await networkHelpers.loadFixture(exhausted);
      for (const deposit of [0n, DEPOSIT]) {
        if (deposit > 0n) await escrow.connect(tenant).deposit(accountId, deposit);
        await expect(escrow.connect(operator).charge(streamId, 1n))
          .to.be.revertedWithCustomError(escrow, "EscrowStreamDead")
          .withArgs(streamId);
      }
    });
  });
});
