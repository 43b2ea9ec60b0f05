import { expect } from "chai";
import hre from "hardhat";
import { readAccount } from "../../../sdk/escrow/read-account.ts";
import { withdrawAndWait } from "../../../sdk/escrow/withdraw.ts";
import { accountSignals } from "../../../sdk/watch/account-signals.ts";
import { fundedAccounts, runStream, UNITS_PER_TFT } from "../escrow/escrow-fixture.ts";
import type { EscrowFixture } from "../escrow/escrow-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const DAY = 86_400;

/** Stream 1 runs; the account holds some more than its reserve. */
async function running() {
  const context = await fundedAccounts(connection);
  await runStream(context);
  const { grid, tenant } = context;
  await withdrawAndWait(grid, tenant, { accountId: 1, to: tenant.address, units: 930n * UNITS_PER_TFT });
  return context;
}

/** What is said but that prices are old: they are, a day after the last report. */
async function signalsOf({ source }: EscrowFixture) {
  const signals = await accountSignals(source, 1, 3 * DAY);
  return signals.filter(({ kind }) => kind !== "priceStale");
}

describe("what a tenant should know", () => {
  it("is nothing while all is far ahead", async () => {
    const context = await networkHelpers.loadFixture(running);

    expect(await accountSignals(context.source, 1, 60)).to.deep.equal([]);
  });

  it("is a pause three days ahead, the pause, the end ahead, and the end", async () => {
    const context = await networkHelpers.loadFixture(running);
    const { pausesAt, exhaustsAt } = (await readAccount(context.source, 1)).forecasts.atPresentPrice;
    const [pause, end] = [Number(pausesAt), Number(exhaustsAt)];

    await networkHelpers.time.increaseTo(pause - 2 * DAY);
    expect(await signalsOf(context)).to.deep.equal([{ kind: "pauseAhead", accountId: 1, at: pause }]);
    await networkHelpers.time.increaseTo(pause);
    expect(await signalsOf(context)).to.deep.equal([{ kind: "paused", accountId: 1 }]);
    await networkHelpers.time.increaseTo(end - DAY);
    expect(await signalsOf(context)).to.deep.equal([
      { kind: "paused", accountId: 1 },
      { kind: "exhaustedAhead", accountId: 1, at: end },
    ]);
    await networkHelpers.time.increaseTo(end);
    expect(await signalsOf(context)).to.deep.equal([{ kind: "exhausted", accountId: 1 }]);
  });

  it("is that prices are old", async () => {
    const context = await networkHelpers.loadFixture(running);
    await networkHelpers.time.increase(30 * DAY);

    expect(await accountSignals(context.source, 1, 60)).to.deep.include({ kind: "priceStale" });
  });

  it("needs an account", async () => {
    const { source, grid } = await networkHelpers.loadFixture(running);

    await expect(accountSignals(source, 9, 60))
      .to.be.revertedWithCustomError(grid.Escrow, "EscrowAccountNotFound")
      .withArgs(9);
  });
});
