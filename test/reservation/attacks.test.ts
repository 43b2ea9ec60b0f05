import { expect } from "chai";
import hre from "hardhat";
import {
  BALANCE_PER_UNIT,
  DEPOSIT,
  exhaustedAccount,
  FAR_FUTURE,
  HELD,
  HIGHEST_PRICE,
  LIMITS,
  LOWEST_PRICE,
  openStream,
  pendingStream,
  PRICE,
  RATE,
  requestOf,
  runningStream,
  runStream,
  serviceOf,
  SETTLEMENT,
  UNITS_PER_SECOND,
  UNITS_PER_TFT,
  unitsOf,
  WINDOW,
} from "../helpers/escrow-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const CENTURY = 100 * 365 * 86_400;
/** Where the first discount begins for one stream, less what the account holds. */
const TO_FIRST_LEVEL = UNITS_PER_SECOND * 45n * 86_400n - (DEPOSIT - 100n * 14n * 86_400n);

async function pending() {
  return pendingStream(connection);
}

async function running() {
  return runningStream(connection);
}

async function exhausted() {
  return exhaustedAccount(connection);
}

/** The level of the ladder at which the account stands now. */
async function levelOf({ forecasts, accountId }: Awaited<ReturnType<typeof running>>): Promise<bigint> {
  return (await forecasts.stateOf(accountId)).level;
}

describe("Attacks on the escrow", () => {
  describe("a discount that was not paid for", () => {
    it("does not come from a deposit that leaves in the same transaction", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tenant, accountId, startedAt } = context;
      const flash = 900_000n * UNITS_PER_TFT;
      const { interface: abi } = escrow;
      for (const moment of [startedAt + 1000, startedAt + 2000]) {
        await time.setNextBlockTimestamp(moment);
        await escrow
          .connect(tenant)
          .multicall([
            abi.encodeFunctionData("deposit", [accountId, flash]),
            abi.encodeFunctionData("withdraw", [accountId, tenant.address, flash]),
          ]);
        expect(await levelOf(context)).to.equal(0n);
      }
      await time.increaseTo(startedAt + 10_000);

      expect(await unitsOf(context)).to.equal(DEPOSIT - 10_000n * UNITS_PER_SECOND);
    });

    it("does not stay by small top-ups after a large one", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tenant, accountId, startedAt } = context;
      await time.setNextBlockTimestamp(startedAt + 100);
      const hundredSeconds = 100n * 200n;
      await escrow.connect(tenant).deposit(accountId, TO_FIRST_LEVEL + 100n * UNITS_PER_SECOND + hundredSeconds);
      expect(await levelOf(context)).to.equal(1n);
      for (let after = 110; after < 200; after += 10) {
        await time.setNextBlockTimestamp(startedAt + after);
        await escrow.connect(tenant).deposit(accountId, 1n);
        expect(await levelOf(context)).to.equal(1n);
      }
      await time.setNextBlockTimestamp(startedAt + 201);
      await escrow.connect(tenant).deposit(accountId, 1n);

      expect(await levelOf(context)).to.equal(0n);
    });

    it("does not come from what others pay in", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tenant, stranger, accountId } = context;
      await escrow.connect(stranger).credit(accountId, 10n * TO_FIRST_LEVEL);
      expect(await levelOf(context)).to.equal(0n);
      await escrow.connect(tenant).addCredits(accountId);

      expect(await levelOf(context)).to.be.greaterThan(0n);
    });

    it("does not come from streams that only wait: they raise the threshold and accrue nothing", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tenant, accountId } = context;
      await escrow.connect(tenant).deposit(accountId, TO_FIRST_LEVEL + DEPOSIT / 10n);
      expect(await levelOf(context)).to.equal(1n);
      await openStream(context);

      expect(await levelOf(context)).to.equal(0n);
    });
  });

  describe("money for nothing", () => {
    it("does not come from poking: settling each second moves the payer's balance by nothing", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, forecasts, operator, accountId } = context;
      const odd = await runStream(context, { discountableRate: 1_234_567_890_123n, plainRate: 7n });
      const from = await time.latest();
      const books = await escrow.booksOf(accountId);
      const snapshot = await networkHelpers.takeSnapshot();
      await time.increaseTo(from + 60);
      const [balance, owed] = [(await forecasts.stateOf(accountId)).balance, await escrow.owedTo(odd)];
      await snapshot.restore();
      for (let second = 1; second <= 60; second++) {
        await time.setNextBlockTimestamp(from + second);
        await escrow.connect(operator).settle([odd], serviceOf(from + second - 1, from + second));
      }

      expect(await escrow.booksOf(accountId)).to.deep.equal(books);
      expect((await forecasts.stateOf(accountId)).balance).to.equal(balance);
      const [foundation, stakers] = await escrow.poolOf(1n);
      expect((await escrow.farmCreditsOf(1n)) + foundation + stakers).to.be.within(owed - 60n, owed);
    });

    it("does not come from waiting streams: each second of the lock is paid at list price", async () => {
      const { escrow, tenant, operator, accountId, streamId, openedAt } = await networkHelpers.loadFixture(pending);
      const { interface: abi } = escrow;
      let id = streamId;
      for (let turn = 1; turn <= 5; turn++) {
        await time.setNextBlockTimestamp(openedAt + turn * (WINDOW - 100));
        await escrow
          .connect(operator)
          .multicall([abi.encodeFunctionData("close", [id]), abi.encodeFunctionData("open", [requestOf()])]);
        id = await escrow.streamCount();
      }
      await time.increase(WINDOW + 1);
      await escrow.connect(tenant).close(id);
      const { balance } = await escrow.booksOf(accountId);

      const paid = BigInt(5 * (WINDOW - 100)) * UNITS_PER_SECOND + HELD;
      expect(balance).to.equal((DEPOSIT - paid) * BALANCE_PER_UNIT);
      expect((await escrow.poolOf(1n)).foundationUnits).to.equal((paid * 4n) / 5n);
    });

    it("does not come from statements that are replayed, overlap, skip or come twice in a batch", async () => {
      const { escrow, operator, streamId, startedAt } = await networkHelpers.loadFixture(running);
      await time.increaseTo(startedAt + 10_000);
      const first = serviceOf(startedAt, startedAt + 1000);
      await escrow.connect(operator).settle([streamId, streamId], first);
      const credited = await escrow.farmCreditsOf(1n);
      for (const wrong of [
        first,
        serviceOf(startedAt + 999, startedAt + 2000),
        serviceOf(startedAt + 1001, startedAt + 2000),
      ]) {
        const settle = escrow.connect(operator).settle;
        expect(await settle.staticCall([streamId], wrong)).to.deep.equal([SETTLEMENT.notTiling]);
        await settle([streamId], wrong);
      }

      expect(await escrow.farmCreditsOf(1n)).to.equal(credited);
    });

    it("does not come from a dead stream when the account is funded again", async () => {
      const { escrow, tenant, operator, accountId, streamId, waiting } = await networkHelpers.loadFixture(exhausted);
      const owed = await escrow.owedTo(streamId);
      await escrow.connect(tenant).deposit(accountId, DEPOSIT);
      await time.increase(100);

      expect(await escrow.owedTo(streamId)).to.equal(owed);
      for (const call of [
        () => escrow.connect(operator).start(waiting),
        () => escrow.connect(operator).charge(streamId, 1n),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(escrow, "EscrowStreamDead");
      }
      await escrow.connect(operator).close(streamId);
      await escrow.connect(operator).close(waiting);
      expect((await escrow.booksOf(accountId)).balance).to.be.at.least(DEPOSIT * BALANCE_PER_UNIT);
    });

    it("does not come from being tenant, provider and farmer at once: the pool's part is gone", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tft, directory, tenant, operator } = context;
      await directory.connect(tenant).createFarm("Own-Farm", tenant);
      const terms = { farmId: 3n, provider: tenant.address, providerBps: 2000n };
      const streamId = await runStream(context, terms);
      const from = await time.latest();
      const before = await tft.balanceOf(tenant);
      await time.setNextBlockTimestamp(from + 1000);
      await escrow.connect(operator).settle([streamId], serviceOf(from, from + 1000));
      await escrow.payFarm(3n);
      await escrow.payProvider(tenant);

      expect((await tft.balanceOf(tenant)) - before).to.equal((1000n * UNITS_PER_SECOND * 7n) / 10n);
    });
  });

  describe("power that was taken back", () => {
    it("is gone for a revoked manager", async () => {
      const { escrow, tenant, manager, accountId, streamId } = await networkHelpers.loadFixture(running);
      await escrow.connect(tenant).setManager(accountId, manager, { maxRate: RATE, expiresAt: FAR_FUTURE });
      await escrow.connect(tenant).setManager(accountId, manager, { maxRate: 0n, expiresAt: 0n });
      await escrow.connect(manager).credit(accountId, 5n);

      await expect(escrow.connect(manager).close(streamId)).to.be.revertedWithCustomError(escrow, "EscrowNotPayer");
      for (const call of [
        () => escrow.connect(manager).deposit(accountId, 5n),
        () => escrow.connect(manager).addCredits(accountId),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(escrow, "EscrowNotManager");
      }
    });

    it("is gone for a revoked operator, whose streams the owner ends", async () => {
      const { escrow, tenant, operator, accountId, streamId } = await networkHelpers.loadFixture(running);
      await escrow.connect(tenant).approve(accountId, operator, { maxRate: 0n, maxCharge: 0n, expiresAt: 0n });
      for (const call of [
        () => escrow.connect(operator).open(requestOf()),
        () => escrow.connect(operator).charge(streamId, 0n),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(escrow, "EscrowOperatorExpired");
      }
      await escrow.connect(tenant).close(streamId);
      const { rates } = await escrow.booksOf(accountId);

      expect(rates.discountable).to.equal(0n);
    });

    it("is no operator's over accounts that did not approve it", async () => {
      const { escrow, stranger, streamId, startedAt } = await networkHelpers.loadFixture(running);
      const hostile = escrow.connect(stranger);

      await expect(hostile.start(streamId)).to.be.revertedWithCustomError(escrow, "EscrowNotOperator");
      await expect(hostile.charge(streamId, 1n)).to.be.revertedWithCustomError(escrow, "EscrowNotOperator");
      await expect(hostile.close(streamId)).to.be.revertedWithCustomError(escrow, "EscrowNotPayer");
      await expect(hostile.closeAsOf(streamId, startedAt)).to.be.revertedWithCustomError(escrow, "EscrowNotOperator");
      await expect(hostile.settle([streamId], serviceOf(startedAt, startedAt + 1))).to.be.revertedWithCustomError(
        escrow,
        "EscrowNotProofOfService",
      );
    });
  });

  describe("extremes", () => {
    for (const price of [LOWEST_PRICE, HIGHEST_PRICE]) {
      it(`stops nobody at a price of ${price / 10n ** 9n} · 10^9`, async () => {
        const context = await networkHelpers.loadFixture(running);
        const { escrow, feed, tenant, operator, accountId } = context;
        await feed.set(price);
        await escrow.connect(tenant).deposit(accountId, 900_000n * UNITS_PER_TFT);
        const streamId = await runStream(context, { discountableRate: 1n, plainRate: RATE });
        const from = await time.latest();
        await time.setNextBlockTimestamp(from + 1000);
        const owed = ((RATE + 1n) * price * 1000n) / 10n ** 23n;
        await escrow.connect(operator).settle([streamId], serviceOf(from, from + 1000));
        const [foundation, stakers] = await escrow.poolOf(1n);
        expect((await escrow.farmCreditsOf(1n)) + foundation + stakers).to.be.within(owed - 1n, owed);

        await escrow.connect(operator).charge(streamId, 5n);
        await escrow.connect(tenant).close(streamId);
        await escrow.connect(tenant).close(1n);
        const { balance } = await escrow.booksOf(accountId);
        await escrow.connect(tenant).withdraw(accountId, tenant, balance / BALANCE_PER_UNIT);
      });
    }

    it("charges a storm of prices second by second", async () => {
      const { escrow, feed, streamId, startedAt } = await networkHelpers.loadFixture(running);
      let [moment, price, sum] = [startedAt, PRICE, 0n];
      for (let update = 1; update <= 100; update++) {
        const [span, next] = [(update * 7) % 11 || 1, (PRICE * BigInt(((update * 37) % 90) + 10)) / 50n];
        moment += span;
        sum += price * BigInt(span);
        await time.setNextBlockTimestamp(moment);
        await feed.set(next);
        price = next;
      }

      expect(await escrow.owedTo(streamId)).to.equal((RATE * sum) / 10n ** 23n);
    });

    it("owes after a century of silence what the money was, and writes at the usual price", async () => {
      const { escrow, tenant, operator, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      await time.setNextBlockTimestamp(startedAt + CENTURY);
      const deposit = await (await escrow.connect(tenant).deposit(accountId, DEPOSIT)).wait();

      expect(await escrow.owedTo(streamId)).to.equal(DEPOSIT);
      expect(deposit!.gasUsed).to.be.lessThan(300_000n);
      await escrow.connect(operator).close(streamId);
      await escrow.connect(tenant).withdraw(accountId, tenant, DEPOSIT);
    });

    it("costs the same with one stream and with 200 on the account", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tenant, operator, accountId } = context;
      await escrow.connect(tenant).deposit(accountId, DEPOSIT);
      const rate = { discountableRate: RATE / 1000n };
      await gasOf(await runStream(context, rate));
      const few = await gasOf(await runStream(context, rate));
      for (let count = 0; count < 200; count++) await runStream(context, rate);
      const many = await gasOf(await runStream(context, rate));

      for (const [index, gas] of many.entries()) expect(gas).to.be.within(few[index]! - 200n, few[index]! + 200n);

      /** What a deposit, the settlement of one stream and its end cost. */
      async function gasOf(streamId: bigint): Promise<bigint[]> {
        const from = await time.latest();
        await time.setNextBlockTimestamp(from + 100);
        const sent = [
          await escrow.connect(operator).settle([streamId], serviceOf(from, from + 100)),
          await escrow.connect(tenant).deposit(accountId, UNITS_PER_TFT),
          await escrow.connect(tenant).close(streamId),
        ];
        return Promise.all(sent.map(async (response) => (await response.wait())!.gasUsed));
      }
    }).timeout(240_000);
  });

  it("cannot divert a farm's credits by a transfer: they follow the farm, to its payout address", async () => {
    const { escrow, tft, directory, farmer, stranger, operator, payout, farmId, streamId, startedAt } =
      await networkHelpers.loadFixture(running);
    await time.setNextBlockTimestamp(startedAt + 1000);
    await escrow.connect(operator).settle([streamId], serviceOf(startedAt, startedAt + 1000));
    await directory.connect(farmer).transferFarm(farmId, stranger);
    await directory.connect(stranger).acceptFarm(farmId);
    const credits = (1000n * UNITS_PER_SECOND) / 2n;

    expect(await escrow.farmCreditsOf(farmId)).to.equal(credits);
    await expect(escrow.connect(stranger).payFarm(farmId)).to.changeTokenBalances(
      connection.ethers,
      tft,
      [payout, stranger],
      [credits, 0n],
    );
  });

  it("cannot spend more for an operator than its limits allow", async () => {
    const { escrow, tenant, operator, accountId, streamId } = await networkHelpers.loadFixture(running);
    await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, maxRate: RATE, maxCharge: 10n });

    await expect(escrow.connect(operator).open(requestOf({ discountableRate: 1n }))).to.be.revertedWithCustomError(
      escrow,
      "EscrowOperatorRateExceeded",
    );
    await expect(escrow.connect(operator).charge(streamId, 11n)).to.be.revertedWithCustomError(
      escrow,
      "EscrowOperatorChargeExceeded",
    );
  });
});
