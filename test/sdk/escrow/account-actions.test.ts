import { expect } from "chai";
import hre from "hardhat";
import { acceptAccount, acceptAccountAndWait } from "../../../sdk/escrow/accept-account.ts";
import { addCredits, addCreditsAndWait } from "../../../sdk/escrow/add-credits.ts";
import { approveOperator, approveOperatorAndWait } from "../../../sdk/escrow/approve-operator.ts";
import { closeStream, closeStreamAndWait } from "../../../sdk/escrow/close-stream.ts";
import { credit, creditAndWait } from "../../../sdk/escrow/credit.ts";
import { depositWithPermit, depositWithPermitAndWait } from "../../../sdk/escrow/deposit-with-permit.ts";
import { deposit, depositAndWait, depositCall } from "../../../sdk/escrow/deposit.ts";
import { listAccounts } from "../../../sdk/escrow/list-accounts.ts";
import { openAccount, openAccountAndWait } from "../../../sdk/escrow/open-account.ts";
import { payFarm, payFarmAndWait } from "../../../sdk/escrow/pay-farm.ts";
import { payPool, payPoolAndWait } from "../../../sdk/escrow/pay-pool.ts";
import { payProvider, payProviderAndWait } from "../../../sdk/escrow/pay-provider.ts";
import { readDelegates } from "../../../sdk/escrow/read-delegates.ts";
import { readStreamsOfFarm } from "../../../sdk/escrow/read-streams.ts";
import { setManager, setManagerAndWait } from "../../../sdk/escrow/set-manager.ts";
import { transferAccount, transferAccountAndWait } from "../../../sdk/escrow/transfer-account.ts";
import { withdraw, withdrawAndWait } from "../../../sdk/escrow/withdraw.ts";
import { LogsMissingError } from "../../../sdk/network/read-logs.ts";
import { approveTft, approveTftAndWait } from "../../../sdk/token/approve-tft.ts";
import { rejection } from "../../helpers/rejection.ts";
import { FAR_FUTURE, fundedAccounts, LIMITS, runStream, settleHour, UNITS_PER_TFT } from "./escrow-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return fundedAccounts(connection);
}

/** Stream 1 runs, has a provider, and its first hour is settled and charged for. */
async function earning() {
  const context = await fixture();
  const streamId = await runStream(context);
  await settleHour(connection, context, streamId);
  return { ...context, streamId };
}

describe("the write actions on accounts", () => {
  it("name the contract and the function that they call", async () => {
    const { grid, book } = await networkHelpers.loadFixture(fixture);
    const call = await depositCall(grid, { accountId: 1, units: 5n });

    expect(call).to.include({ contract: "Escrow", functionName: "deposit", to: book.contracts.Escrow, value: 0n });
    expect(call.data).to.equal(grid.Escrow.interface.encodeFunctionData("deposit", [1, 5n]));
  });

  it("send without waiting, each of them", async () => {
    const { grid, book, tenant, stranger, operator } = await networkHelpers.loadFixture(fixture);
    const accountId = 2;

    const sent = [
      await openAccount(grid, tenant),
      await approveTft(grid, tenant, { spender: book.contracts.Escrow, units: UNITS_PER_TFT }),
      await deposit(grid, tenant, { accountId, units: UNITS_PER_TFT }),
      await depositWithPermit(grid, tenant, { accountId, units: 7n, deadline: FAR_FUTURE }),
      await approveTft(grid, stranger, { spender: book.contracts.Escrow, units: 7n }),
      await credit(grid, stranger, { accountId, units: 7n }),
      await addCredits(grid, tenant, { accountId }),
      await withdraw(grid, tenant, { accountId, to: stranger.address, units: 3n }),
      await setManager(grid, tenant, { accountId, manager: stranger.address, maxUsdPerSecond: 1n, expiresAt: 0 }),
      await approveOperator(grid, tenant, { accountId, operator: operator.address, ...LIMITS }),
      await transferAccount(grid, tenant, { accountId, newOwner: stranger.address }),
      await acceptAccount(grid, stranger, { accountId }),
    ];

    for (const response of sent) expect((await response.wait())?.status).to.equal(1);
  });

  it("return the event that they leave", async () => {
    const { grid, book, tenant, stranger, operator } = await networkHelpers.loadFixture(fixture);
    const { accountId } = await openAccountAndWait(grid, tenant);
    expect(accountId).to.equal(2);

    const allowed = await approveTftAndWait(grid, tenant, { spender: book.contracts.Escrow, units: 5n });
    expect(allowed.event.value).to.equal(5n);
    const own = await depositAndWait(grid, tenant, { accountId, units: 5n });
    expect([own.event.from, own.event.amount]).to.deep.equal([tenant.address, 5n]);
    const permitted = { accountId, units: 4n, deadline: FAR_FUTURE };
    expect((await depositWithPermitAndWait(grid, tenant, permitted)).event.amount).to.equal(4n);
    await approveTftAndWait(grid, stranger, { spender: book.contracts.Escrow, units: 7n });
    const given = await creditAndWait(grid, stranger, { accountId, units: 7n });
    expect([given.event.from, given.event.amount]).to.deep.equal([stranger.address, 7n]);
    expect((await addCreditsAndWait(grid, tenant, { accountId })).event.amount).to.equal(7n);
    const paid = await withdrawAndWait(grid, tenant, { accountId, to: stranger.address, units: 16n });
    expect([paid.event.to, paid.event.amount]).to.deep.equal([stranger.address, 16n]);
    const manager = { manager: stranger.address, maxUsdPerSecond: 5n, expiresAt: FAR_FUTURE };
    expect((await setManagerAndWait(grid, tenant, { accountId, ...manager })).event.limits.maxRate).to.equal(5n);
    const approved = await approveOperatorAndWait(grid, tenant, { accountId, operator: operator.address, ...LIMITS });
    expect(approved.event.limits.maxCharge).to.equal(LIMITS.maxChargeUnits);
    const offered = await transferAccountAndWait(grid, tenant, { accountId, newOwner: stranger.address });
    expect(offered.event.newOwner).to.equal(stranger.address);
    const taken = await acceptAccountAndWait(grid, stranger, { accountId });
    expect(taken.event.previousOwner).to.equal(tenant.address);
  });

  it("pay those who earned, and close", async () => {
    const { grid, stranger, payout, provider, farmId, streamId, tenant } = await networkHelpers.loadFixture(earning);

    const farm = await payFarmAndWait(grid, stranger, { farmId: Number(farmId) });
    expect([farm.event.payout, farm.event.amount > 0n]).to.deep.equal([payout.address, true]);
    const provided = await payProviderAndWait(grid, stranger, { provider: provider.address });
    const pool = await payPoolAndWait(grid, stranger, { pricingVersion: 1 });
    expect(provided.event.amount).to.be.above(0n);
    expect(pool.event.foundationAmount).to.be.above(pool.event.stakersAmount);
    const closed = await closeStreamAndWait(grid, tenant, { streamId });
    expect(closed.event.by).to.equal(tenant.address);
  });

  it("send payments and a close without waiting", async () => {
    const { grid, stranger, provider, farmId, streamId, tenant } = await networkHelpers.loadFixture(earning);

    const sent = [
      await payFarm(grid, stranger, { farmId: Number(farmId) }),
      await payProvider(grid, stranger, { provider: provider.address }),
      await payPool(grid, stranger, { pricingVersion: 1 }),
      await closeStream(grid, tenant, { streamId }),
    ];

    for (const response of sent) expect((await response.wait())?.status).to.equal(1);
  });
});

describe("accounts as their events tell them", () => {
  it("are listed with their present owners", async () => {
    const { grid, source, tenant, stranger } = await networkHelpers.loadFixture(fixture);
    await openAccountAndWait(grid, stranger);
    await transferAccountAndWait(grid, tenant, { accountId: 1, newOwner: stranger.address });
    expect((await readDelegates(source, 1, 0)).pendingOwner).to.equal(stranger.address);
    expect(await listAccounts(source, tenant.address)).to.have.length(1);
    await acceptAccountAndWait(grid, stranger, { accountId: 1 });

    expect(await listAccounts(source)).to.deep.equal([
      { accountId: 1, owner: stranger.address },
      { accountId: 2, owner: stranger.address },
    ]);
    expect(await listAccounts(source, tenant.address)).to.deep.equal([]);
    expect((await readDelegates(source, 1, 0)).pendingOwner).to.equal(undefined);
  });

  it("are not taken for missing when the node gives no logs", async () => {
    const { source } = await networkHelpers.loadFixture(fixture);
    await networkHelpers.mine();
    const deployedAtBlock = await source.provider.getBlockNumber();
    const forgetful = { ...source, book: { ...source.book, deployedAtBlock } };

    expect(await rejection(listAccounts(forgetful))).to.be.instanceOf(LogsMissingError);
  });

  it("name managers and operators as long as they may act", async () => {
    const { grid, source, tenant, stranger, operator } = await networkHelpers.loadFixture(fixture);
    const manager = { manager: stranger.address, maxUsdPerSecond: 5n, expiresAt: 10_000_000_000 };
    await setManagerAndWait(grid, tenant, { accountId: 1, ...manager });

    expect(await readDelegates(source, 1, manager.expiresAt - 1)).to.deep.equal({
      managers: [manager],
      operators: [{ operator: operator.address, ...LIMITS }],
      pendingOwner: undefined,
    });
    expect((await readDelegates(source, 1, manager.expiresAt)).managers).to.deep.equal([]);
    await transferAccountAndWait(grid, tenant, { accountId: 1, newOwner: stranger.address });
    await acceptAccountAndWait(grid, stranger, { accountId: 1 });
    expect(await readDelegates(source, 1, 0)).to.deep.include({ managers: [], operators: [] });
  });

  it("have streams that know what they are owed", async () => {
    const { grid, source, farmId, otherFarmId, streamId, operator, provider } =
      await networkHelpers.loadFixture(earning);
    await networkHelpers.time.increase(3600);
    await networkHelpers.mine();

    const [stream, ...others] = await readStreamsOfFarm(source, Number(farmId));

    expect(others).to.deep.equal([]);
    expect(stream).to.deep.include({ streamId, accountId: 1, status: "running", pricingVersion: 1 });
    expect([stream?.operator, stream?.provider]).to.deep.equal([operator.address, provider.address]);
    expect(stream?.owedUnits).to.equal(await grid.Escrow.owedTo(streamId));
    expect(stream?.owedUnits).to.be.above(0n);
    expect(await readStreamsOfFarm(source, Number(otherFarmId))).to.deep.equal([]);
  });
});
