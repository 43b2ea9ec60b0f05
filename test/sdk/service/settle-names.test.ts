import { expect } from "chai";
import hre from "hardhat";
import { approveOperatorAndWait } from "../../../sdk/escrow/approve-operator.ts";
import { closeStreamAndWait } from "../../../sdk/escrow/close-stream.ts";
import { depositAndWait } from "../../../sdk/escrow/deposit.ts";
import { readAccount } from "../../../sdk/escrow/read-account.ts";
import { withdrawAndWait } from "../../../sdk/escrow/withdraw.ts";
import { releaseNameAndWait } from "../../../sdk/names/release-name.ts";
import { reserveNameAndWait } from "../../../sdk/names/reserve-name.ts";
import { namesToSettle, settleNamesAndWait } from "../../../sdk/service/settle-names.ts";
import { fundedAccounts, LIMITS, UNITS_PER_TFT } from "../escrow/escrow-fixture.ts";
import type { EscrowFixture } from "../escrow/escrow-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const DAY = 86_400;

/** Account 1 has a name, and money for about a year of it. */
async function named() {
  const context = await fundedAccounts(connection);
  const { grid, tenant } = context;
  const operator = await grid.Names.getAddress();
  await approveOperatorAndWait(grid, tenant, { accountId: 1, operator, ...LIMITS });
  await reserveNameAndWait(grid, tenant, { accountId: 1, name: "mycelium", mostUsdPerSecond: 2n ** 64n - 1n });
  return context;
}

/** Its account is exhausted since a week, and nobody did anything. */
async function exhausted() {
  const context = await named();
  const { grid, tenant, source } = context;
  const { balance, reserve } = await readAccount(source, 1);
  const units = (balance - 2n * reserve) / 10n ** 9n;
  await withdrawAndWait(grid, tenant, { accountId: 1, to: tenant.address, units });
  const { exhaustsAt } = (await readAccount(source, 1)).forecasts.atPresentPrice;
  await networkHelpers.time.increaseTo(Number(exhaustsAt) + 7 * DAY);
  return context;
}

/** Settles all names; returns what the pool got, in TFT units. */
async function settleAll({ grid, stranger, source }: EscrowFixture): Promise<bigint> {
  const names = await namesToSettle(source);
  const { events } = await settleNamesAndWait(grid, stranger, { names });
  expect(events).to.have.lengthOf(names.length);
  expect(await namesToSettle(source)).to.have.lengthOf(0);
  return events.reduce((sum, { poolUnits }) => sum + poolUnits, 0n);
}

describe("settling names", () => {
  it("pays what one owes up to now, and then what it came to owe", async () => {
    const context = await networkHelpers.loadFixture(named);
    const { source, grid, stranger } = context;
    await networkHelpers.time.increase(DAY);
    const names = await namesToSettle(source);
    const { events } = await settleNamesAndWait(grid, stranger, { names });
    expect(events.map(({ poolUnits }) => poolUnits > 0n)).to.deep.equal([true]);

    await networkHelpers.time.increase(DAY);
    expect(await namesToSettle(source)).to.have.lengthOf(1);
  });

  it("pays what one that was given up owed, once", async () => {
    const context = await networkHelpers.loadFixture(named);
    await networkHelpers.time.increase(DAY);
    await releaseNameAndWait(context.grid, context.tenant, { name: "mycelium" });
    await networkHelpers.time.increase(DAY);

    expect(await settleAll(context)).to.be.above(0n);
  });

  it("pays the same for a dead one before anything was written about its account, and after", async () => {
    const context = await networkHelpers.loadFixture(exhausted);
    const { grid, tenant, source } = context;
    const { balance } = await readAccount(source, 1);
    expect(balance).to.equal(0n);
    const owed = await grid.Escrow.owedTo(1);
    const unwritten = await networkHelpers.takeSnapshot();
    expect(await settleAll(context))
      .to.equal(owed)
      .and.to.be.above(0n);

    await unwritten.restore();
    await depositAndWait(grid, tenant, { accountId: 1, units: UNITS_PER_TFT });
    expect(await settleAll(context)).to.equal(owed);

    await unwritten.restore();
    await closeStreamAndWait(grid, tenant, { streamId: 1 });
    expect(await settleAll(context)).to.equal(owed);
  });
});
