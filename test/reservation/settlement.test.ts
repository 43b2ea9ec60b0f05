import { expect } from "chai";
import hre from "hardhat";
import {
  exhaustedAccount,
  GENESIS_PRICES,
  LIMITS,
  openAccount,
  openStream,
  PRICE,
  RATE,
  requestOf,
  runningStream,
  runStream,
  serviceOf,
  SETTLEMENT,
  STATUS,
  UNITS_PER_SECOND,
  UNITS_PER_TFT,
} from "../helpers/escrow-fixtures.ts";
import type { EscrowContext } from "../helpers/escrow-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

async function running() {
  return runningStream(connection);
}

async function exhausted() {
  return exhaustedAccount(connection);
}

/** The stream was closed 1,000 seconds after its start. */
async function stopped() {
  const context = await runningStream(connection);
  const stoppedAt = context.startedAt + 1000;
  await time.setNextBlockTimestamp(stoppedAt);
  await context.escrow.connect(context.tenant).close(context.streamId);
  return { ...context, stoppedAt };
}

/** Two tenants with two streams each; all of them ran for 1,000 seconds or more and say the same about their settlement. */
async function twoPayers() {
  const context = await runningStream(connection);
  const { escrow, operator, otherTenant, streamId, startedAt } = context;
  await openAccount(context, otherTenant, 100n * UNITS_PER_TFT);
  const pendingOnes = [
    await openStream(context, { accountId: 2n, discountableRate: 2n * RATE }),
    await openStream(context, { discountableRate: 3n * RATE, farmId: 2n }),
    await openStream(context, { accountId: 2n, discountableRate: RATE / 2n, farmId: 2n }),
  ];
  const { interface: abi } = escrow;
  const from = startedAt + 500;
  await time.setNextBlockTimestamp(from);
  await escrow
    .connect(operator)
    .multicall([
      abi.encodeFunctionData("settle", [[streamId], serviceOf(startedAt, from)]),
      ...pendingOnes.map((pending) => abi.encodeFunctionData("start", [pending])),
    ]);
  await time.setNextBlockTimestamp(from + 1000);
  return { ...context, streamIds: [streamId, ...pendingOnes], from, to: from + 1000 };
}

/** What settling says about each stream, without doing it. */
function outcomes({ escrow, operator }: EscrowContext, streamIds: bigint[], service: ReturnType<typeof serviceOf>) {
  return escrow.connect(operator).settle.staticCall(streamIds, service);
}

describe("Escrow", () => {
  describe("settling a running stream", () => {
    it("credits what accrued, up to now, to farm and pool", async () => {
      const { escrow, operator, streamId, startedAt } = await networkHelpers.loadFixture(running);
      const to = startedAt + 1001;
      const units = 1001n * UNITS_PER_SECOND;
      await time.setNextBlockTimestamp(to);

      await expect(escrow.connect(operator).settle([streamId], serviceOf(startedAt, to)))
        .to.emit(escrow, "StreamSettled")
        .withArgs(streamId, to, units / 2n, 0n, units / 2n, 0n);
      expect(await escrow.farmCreditsOf(1n)).to.equal(units / 2n);
      expect(await escrow.poolOf(1n)).to.deep.equal([(units * 4n) / 10n, units / 10n]);
      expect(await escrow.owedTo(streamId)).to.equal(0n);
      expect(await escrow.settledTo(streamId)).to.equal(to);
    });

    it("never writes the account", async () => {
      const { escrow, operator, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      const books = await escrow.booksOf(accountId);
      await time.increaseTo(startedAt + 1000);
      const settle = escrow.connect(operator).settle([streamId], serviceOf(startedAt, startedAt + 1000));

      await expect(settle).not.to.emit(escrow, "AccountWritten");
      expect(await escrow.booksOf(accountId)).to.deep.equal(books);
    });

    it("goes on where it ended, and together credits what one settlement would", async () => {
      const { escrow, operator, streamId, startedAt } = await networkHelpers.loadFixture(running);
      for (const [from, to] of [
        [0, 333],
        [333, 1000],
        [1000, 1234],
      ] as const) {
        await time.setNextBlockTimestamp(startedAt + to);
        await escrow.connect(operator).settle([streamId], serviceOf(startedAt + from, startedAt + to));
      }
      expect(await escrow.farmCreditsOf(1n)).to.equal((1234n * UNITS_PER_SECOND) / 2n);
    });

    it("pays for the served part and credits the rest to the payer", async () => {
      const { escrow, operator, accountId, streamId, startedAt } = await networkHelpers.loadFixture(running);
      const to = startedAt + 1000;
      const [units, refunded] = [1000n * UNITS_PER_SECOND, 250n * UNITS_PER_SECOND];
      const served = units - refunded;
      await time.setNextBlockTimestamp(to);
      const settle = escrow.connect(operator).settle([streamId], serviceOf(startedAt, to, { servedSeconds: 750 }));

      await expect(settle)
        .to.emit(escrow, "StreamSettled")
        .withArgs(streamId, to, served / 2n, 0n, served / 2n, refunded);
      await expect(settle).to.emit(escrow, "AccountCredited").withArgs(accountId, escrow, refunded);
      expect(await escrow.creditsOf(accountId)).to.equal(refunded);
    });

    it("rounds what was served down, in favour of the payer", async () => {
      const { escrow, operator, streamId, startedAt } = await networkHelpers.loadFixture(running);
      const to = startedAt + 7;
      await time.setNextBlockTimestamp(to);

      await expect(escrow.connect(operator).settle([streamId], serviceOf(startedAt, to, { servedSeconds: 3 })))
        .to.emit(escrow, "StreamSettled")
        .withArgs(streamId, to, 375n, 0n, 375n, 1000n);
      const next = startedAt + 20;
      await time.setNextBlockTimestamp(next);
      await expect(escrow.connect(operator).settle([streamId], serviceOf(to, next, { servedSeconds: 1 })))
        .to.emit(escrow, "StreamSettled")
        .withArgs(streamId, next, 125n, 0n, 125n, 3000n);
    });

    it("gives the whole plain rate to the farm, and a provider its share of the rest", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, operator, provider } = context;
      const streamId = await runStream(context, {
        provider: provider.address,
        providerBps: 2000n,
        discountableRate: 2n * RATE,
        plainRate: RATE,
      });
      const from = await time.latest();
      await time.setNextBlockTimestamp(from + 1000);
      const second = 500n * UNITS_PER_SECOND;

      // Half of the time was served: 1,000 s at two parts discountable and one plain make 3,000 s, of which 1,500 count.
      await expect(escrow.connect(operator).settle([streamId], serviceOf(from, from + 1000, { servedSeconds: 500 })))
        .to.emit(escrow, "StreamSettled")
        .withArgs(streamId, from + 1000, 2n * second, (2n * second) / 5n, (3n * second) / 5n, 3n * second);
      expect(await escrow.providerCreditsOf(provider)).to.equal((2n * second) / 5n);
      expect(await escrow.poolOf(1n)).to.deep.equal([(2n * second) / 5n, second / 5n]);
    });

    it("pays up to the end of a statement that ended before now; the rest waits for the next one", async () => {
      const { escrow, operator, streamId, startedAt } = await networkHelpers.loadFixture(running);
      await time.setNextBlockTimestamp(startedAt + 1000);

      await expect(escrow.connect(operator).settle([streamId], serviceOf(startedAt, startedAt + 400)))
        .to.emit(escrow, "StreamSettled")
        .withArgs(streamId, startedAt + 400, 50_000n, 0n, 50_000n, 0n);
      expect(await escrow.settledTo(streamId)).to.equal(startedAt + 400);
      expect(await escrow.owedTo(streamId)).to.equal(600n * UNITS_PER_SECOND);

      await time.setNextBlockTimestamp(startedAt + 1001);
      const down = serviceOf(startedAt + 400, startedAt + 1001, { servedSeconds: 0 });
      await expect(escrow.connect(operator).settle([streamId], down))
        .to.emit(escrow, "StreamSettled")
        .withArgs(streamId, startedAt + 1001, 0n, 0n, 0n, 601n * UNITS_PER_SECOND);
    });
  });

  describe("refusing to settle", () => {
    it("needs statements that follow each other, are not empty, not ahead and not more than full", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { streamId, startedAt } = context;
      await time.increaseTo(startedAt + 1000);
      for (const service of [
        serviceOf(startedAt + 1, startedAt + 500),
        serviceOf(startedAt - 1, startedAt + 500),
        serviceOf(startedAt, startedAt, { servedSeconds: 0 }),
        serviceOf(startedAt, startedAt - 1, { servedSeconds: 0 }),
        serviceOf(startedAt, startedAt + 1001),
        serviceOf(startedAt, startedAt + 500, { servedSeconds: 501 }),
      ]) {
        expect(await outcomes(context, [streamId], service)).to.deep.equal([SETTLEMENT.notTiling]);
      }
      const full = serviceOf(startedAt, startedAt + 1000);
      expect(await outcomes(context, [streamId], full)).to.deep.equal([SETTLEMENT.settled]);
    });

    it("is for the proof of service alone", async () => {
      const { escrow, tenant, streamId, startedAt } = await networkHelpers.loadFixture(running);

      await expect(escrow.connect(tenant).settle([streamId], serviceOf(startedAt, startedAt + 1)))
        .to.be.revertedWithCustomError(escrow, "EscrowNotProofOfService")
        .withArgs(tenant.address);
    });

    it("takes a statement for the streams of its node only, whoever operates them", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tenant, stranger, accountId, streamId } = context;
      await escrow.connect(tenant).approve(accountId, stranger, LIMITS);
      const streamIds = [streamId];
      for (const nodeId of [2n, 0n]) {
        await escrow.connect(stranger).open(requestOf({ nodeId }));
        streamIds.push(await escrow.streamCount());
        await escrow.connect(stranger).start(streamIds.at(-1)!);
      }
      await time.increase(10);

      for (const [index, nodeId] of [1n, 2n, 0n].entries()) {
        const from = Number(await escrow.settledTo(streamIds[index]!));
        const service = serviceOf(from, from + 5, { nodeId });
        const expected = streamIds.map((_, each) => (each === index ? SETTLEMENT.settled : SETTLEMENT.foreign));
        expect(await outcomes(context, [...streamIds, 99n], service)).to.deep.equal([...expected, SETTLEMENT.foreign]);
      }
    });

    it("credits every farm and version its own, in whatever order they come", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, operator, pricing, policyManager, split, startedAt } = context;
      await pricing.connect(policyManager).add(GENESIS_PRICES, { ...split, farmBps: 2000n, foundationBps: 7000n });
      const requests = [{ farmId: 1n }, { farmId: 2n }, { farmId: 1n, pricingVersion: 2n }, { farmId: 0n }];
      for (const request of requests) await openStream(context, { ...request, discountableRate: RATE });
      const { interface: abi } = escrow;
      await time.setNextBlockTimestamp(startedAt + 1000);
      await escrow
        .connect(operator)
        .multicall([
          abi.encodeFunctionData("settle", [[1n], serviceOf(startedAt, startedAt + 1000)]),
          ...[2n, 3n, 4n, 5n].map((each) => abi.encodeFunctionData("start", [each])),
        ]);
      const before = [await escrow.farmCreditsOf(1n), (await escrow.poolOf(1n)).foundationUnits];
      await time.setNextBlockTimestamp(startedAt + 2000);
      await escrow.connect(operator).settle([2n, 3n, 1n, 4n, 5n], serviceOf(startedAt + 1000, startedAt + 2000));
      const units = 1000n * UNITS_PER_SECOND;

      expect((await escrow.farmCreditsOf(1n)) - before[0]!).to.equal((units * 12n) / 10n);
      expect(await escrow.farmCreditsOf(2n)).to.equal(units / 2n);
      const [first, second] = [await escrow.poolOf(1n), await escrow.poolOf(2n)];
      expect(first.foundationUnits - before[1]!).to.equal((units * 5n * 4n) / 10n);
      expect(second.foundationUnits + second.stakersUnits).to.equal((units * 8n) / 10n);
    });

    it("finds nothing in what waits, or was closed before its start", async () => {
      const context = await networkHelpers.loadFixture(running);
      const waiting = await openStream(context);
      const from = await time.latest();
      await time.increase(10);
      const service = serviceOf(from, from + 5);

      expect(await outcomes(context, [waiting], service)).to.deep.equal([SETTLEMENT.notStarted]);
      await context.escrow.connect(context.operator).close(waiting);
      expect(await outcomes(context, [waiting], service)).to.deep.equal([SETTLEMENT.notStarted]);
    });

    it("takes one that was requested however old it is", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, operator, streamId, startedAt } = context;
      await time.setNextBlockTimestamp(startedAt + 100_000);
      const service = serviceOf(startedAt, startedAt + 50_000, { isRequested: true });

      await escrow.connect(operator).settle([streamId], service);
      expect(await escrow.settledTo(streamId)).to.equal(startedAt + 50_000);
      expect(await escrow.farmCreditsOf(1n)).to.equal((50_000n * UNITS_PER_SECOND) / 2n);
    });

    it("takes no statement of a running stream that ended more than six hours ago", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { streamId, startedAt } = context;
      const to = startedAt + 1000;
      await time.increaseTo(to + 6 * 3600);
      expect(await outcomes(context, [streamId], serviceOf(startedAt, to))).to.deep.equal([SETTLEMENT.settled]);
      await time.increase(1);

      expect(await outcomes(context, [streamId], serviceOf(startedAt, to))).to.deep.equal([SETTLEMENT.outdated]);
    });

    it("believes no stop of a stream that runs", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { streamId, startedAt } = context;
      await time.increaseTo(startedAt + 100);
      const service = serviceOf(startedAt, startedAt + 100, { stopIndex: 1n });

      expect(await outcomes(context, [streamId], service)).to.deep.equal([SETTLEMENT.stopUnproven]);
    });
  });

  describe("settling a stream that serves no farm", () => {
    it("credits everything to the pool", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, operator } = context;
      const streamId = await runStream(context, { farmId: 0n });
      const from = await time.latest();
      await time.setNextBlockTimestamp(from + 100);
      const units = 100n * UNITS_PER_SECOND;

      await expect(escrow.connect(operator).settle([streamId], serviceOf(from, from + 100)))
        .to.emit(escrow, "StreamSettled")
        .withArgs(streamId, from + 100, 0n, 0n, units, 0n);
    });
  });

  describe("settling a stopped stream", () => {
    it("takes only a statement that ends when it was stopped", async () => {
      const context = await networkHelpers.loadFixture(stopped);
      const { escrow, operator, streamId, startedAt, stoppedAt } = context;
      await time.increase(5000);
      for (const to of [stoppedAt - 1, stoppedAt + 1]) {
        expect(await outcomes(context, [streamId], serviceOf(startedAt, to))).to.deep.equal([SETTLEMENT.stopUnproven]);
      }
      const units = 1000n * UNITS_PER_SECOND;

      await expect(escrow.connect(operator).settle([streamId], serviceOf(startedAt, stoppedAt, { servedSeconds: 500 })))
        .to.emit(escrow, "StreamSettled")
        .withArgs(streamId, stoppedAt, units / 4n, 0n, units / 4n, units / 2n);
      expect(await escrow.owedTo(streamId)).to.equal(0n);
      expect((await escrow.streamOf(streamId)).status).to.equal(STATUS.stopped);
    });

    it("happens once", async () => {
      const context = await networkHelpers.loadFixture(stopped);
      const { escrow, operator, streamId, startedAt, stoppedAt } = context;
      await escrow.connect(operator).settle([streamId], serviceOf(startedAt, stoppedAt));
      await time.increase(100);

      for (const [service, outcome] of [
        [serviceOf(startedAt, stoppedAt), SETTLEMENT.notTiling],
        [serviceOf(stoppedAt, stoppedAt, { servedSeconds: 0 }), SETTLEMENT.notTiling],
        [serviceOf(stoppedAt, stoppedAt + 50), SETTLEMENT.stopUnproven],
      ] as const) {
        expect(await outcomes(context, [streamId], service)).to.deep.equal([outcome]);
      }
    });

    it("keeps the plain part of what it was owed", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tenant, operator } = context;
      const streamId = await runStream(context, { discountableRate: 0n, plainRate: RATE });
      const from = await time.latest();
      await time.setNextBlockTimestamp(from + 100);
      await escrow.connect(tenant).close(streamId);

      await expect(escrow.connect(operator).settle([streamId], serviceOf(from, from + 100)))
        .to.emit(escrow, "StreamSettled")
        .withArgs(streamId, from + 100, 25_000n, 0n, 0n, 0n);
    });
  });

  describe("settling a stream that exhaustion stopped", () => {
    for (const { title, prepare } of [
      { title: "before anybody wrote the account", prepare: () => undefined },
      {
        title: "after a new epoch began",
        prepare: ({ escrow, tenant }: EscrowContext) => escrow.connect(tenant).deposit(1n, 100n),
      },
      {
        title: "after it was closed",
        prepare: ({ escrow, tenant }: EscrowContext) => escrow.connect(tenant).close(1n),
      },
    ]) {
      it(`takes only a statement that names the index at which it stopped, ${title}`, async () => {
        const context = await networkHelpers.loadFixture(exhausted);
        const { escrow, operator, streamId, startedAt } = context;
        const stopIndex = await exhaustionIndex(context);
        const to = startedAt + 2000;
        const owed = await escrow.owedTo(streamId);
        await prepare(context);
        for (const wrong of [0n, stopIndex - 1n, stopIndex + 1n]) {
          const service = serviceOf(startedAt, to, { stopIndex: wrong });
          expect(await outcomes(context, [streamId], service)).to.deep.equal([SETTLEMENT.stopUnproven]);
        }

        await expect(escrow.connect(operator).settle([streamId], serviceOf(startedAt, to, { stopIndex })))
          .to.emit(escrow, "StreamSettled")
          .withArgs(streamId, to, owed / 2n, 0n, owed - owed / 2n, 0n);
        expect(await escrow.owedTo(streamId)).to.equal(0n);
      });
    }

    /** The index at which the account is exhausted: list price down to the reserve, then 40 % down to nothing. */
    async function exhaustionIndex({ escrow }: EscrowContext): Promise<bigint> {
      const { balance, index, rates } = await escrow.booksOf(1n);
      const all = rates.discountable + rates.pendingDiscountable;
      const aboveReserve = balance * 10n ** 15n - all * PRICE * 4n * 14n * 86_400n;
      const active = aboveReserve / (10n * rates.discountable);
      const left = balance * 10n ** 15n - active * 10n * rates.discountable;
      return index + active + left / (4n * rates.discountable);
    }
  });

  describe("settling several streams", () => {
    it("counts every stream with its own payer, in whatever order", async () => {
      const { escrow, operator, streamIds, from, to } = await networkHelpers.loadFixture(twoPayers);
      const settle = escrow.connect(operator).settle(streamIds, serviceOf(from, to));

      for (const [index, factor] of [2n, 4n, 6n, 1n].entries()) {
        const units = factor * 500n * UNITS_PER_SECOND;
        await expect(settle)
          .to.emit(escrow, "StreamSettled")
          .withArgs(streamIds[index], to, units / 2n, 0n, units / 2n, 0n);
      }
      expect(await escrow.farmCreditsOf(1n)).to.equal(250n * (6n + 1n) * UNITS_PER_SECOND);
      expect(await escrow.farmCreditsOf(2n)).to.equal(250n * 7n * UNITS_PER_SECOND);
    });

    it("tells streams of two epochs of one account apart", async () => {
      const context = await networkHelpers.loadFixture(exhausted);
      const { escrow, tenant, operator, streamId, startedAt } = context;
      await escrow.connect(tenant).deposit(1n, 100n * UNITS_PER_TFT);
      const [exhaustion] = await escrow.queryFilter(escrow.filters.AccountExhausted);
      const second = await runStream(context);
      const from = await time.latest();
      const stopIndex = exhaustion!.args.index;
      await escrow.connect(operator).settle([streamId], serviceOf(startedAt, from, { stopIndex }));
      const credited = await escrow.farmCreditsOf(1n);
      await time.setNextBlockTimestamp(from + 100);
      const batch = escrow.connect(operator).settle([second, streamId, second], serviceOf(from, from + 100));

      await expect(batch)
        .to.emit(escrow, "StreamSettled")
        .withArgs(second, from + 100, 12_500n, 0n, 12_500n, 0n);
      expect((await escrow.farmCreditsOf(1n)) - credited).to.equal(12_500n);
      expect(await escrow.settledTo(streamId)).to.equal(from);
    });

    it("goes on after one that cannot be settled", async () => {
      const context = await networkHelpers.loadFixture(twoPayers);
      const { escrow, operator, streamIds, from, to } = context;
      const [first, second, third] = streamIds as [bigint, bigint, bigint];
      await escrow.connect(operator).close(second);
      const batch = [99n, first, second, first, third];

      expect(await outcomes(context, batch, serviceOf(from, to))).to.deep.equal([
        SETTLEMENT.foreign,
        SETTLEMENT.settled,
        SETTLEMENT.settled,
        SETTLEMENT.notTiling,
        SETTLEMENT.settled,
      ]);
      await escrow.connect(operator).settle(batch, serviceOf(from, to));
      for (const streamId of [first, second, third]) expect(await escrow.settledTo(streamId)).to.equal(to);
    });

    it("settles nothing of nothing", async () => {
      const context = await networkHelpers.loadFixture(running);
      expect(await outcomes(context, [], serviceOf(0, 1))).to.deep.equal([]);
    });
  });
});
