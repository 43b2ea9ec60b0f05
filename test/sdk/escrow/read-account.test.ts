import { expect } from "chai";
import hre from "hardhat";
import { readAccount } from "../../../sdk/escrow/read-account.ts";
import { withdrawAndWait } from "../../../sdk/escrow/withdraw.ts";
import type { AccountForecast } from "../../../sdk/rules/account-forecast.ts";
import { ACCOUNT_STATUSES, BALANCE_PER_UNIT } from "../../../sdk/rules/account.ts";
import type { EscrowFixture } from "./escrow-fixture.ts";
import { fundedAccounts, RATE, runStream, UNITS_PER_TFT } from "./escrow-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const DAY = 86_400;

async function idle() {
  return fundedAccounts(connection);
}

/** Stream 1 runs; the account holds some more than its reserve. */
async function running() {
  const context = await fundedAccounts(connection);
  await runStream(context);
  const { grid, tenant } = context;
  await withdrawAndWait(grid, tenant, { accountId: 1, to: tenant.address, units: 930n * UNITS_PER_TFT });
  return context;
}

/** What was read is what {IForecasts} says in the same block. */
async function expectSameOnChain({ grid, source }: EscrowFixture): Promise<string> {
  const account = await readAccount(source, 1);
  const { quote, forecasts } = account;
  const state = await grid.Forecasts.stateOf(1);
  expect(ACCOUNT_STATUSES[Number(state.status)]).to.equal(account.status);
  expect([state.balance, state.reserve]).to.deep.equal([account.balance, account.reserve]);
  expect(state.rates.discountable).to.equal(account.rates.discountableUsdPerSecond);
  if (account.status === "active") expect(Number(state.level)).to.equal(account.level);

  const at = async (tftPerUsd: bigint) => [...(await grid.Forecasts.forecastOf(1, tftPerUsd))];
  const read = ({ discountFallsAt, pausesAt, exhaustsAt }: AccountForecast) =>
    [discountFallsAt, pausesAt, exhaustsAt].map((moment) => moment ?? 0n);
  expect(read(forecasts.atPresentPrice)).to.deep.equal(await at(quote.tftPerUsd));
  expect(read(forecasts.at20PercentLess)).to.deep.equal(await at((quote.tftPerUsd * 10n + 7n) / 8n));
  expect(read(forecasts.atHalfPrice)).to.deep.equal(await at(quote.tftPerUsd * 2n));
  return account.status;
}

describe("an account as it is read", () => {
  it("is what was paid in while nothing is reserved", async () => {
    const { source, tenant } = await networkHelpers.loadFixture(idle);

    expect(await readAccount(source, 1)).to.deep.include({
      accountId: 1,
      owner: tenant.address,
      status: "active",
      balance: 1000n * UNITS_PER_TFT * BALANCE_PER_UNIT,
      reserve: 0n,
      creditUnits: 0n,
      isPriceStale: false,
    });
  });

  it("never pauses while nothing is reserved", async () => {
    const { source } = await networkHelpers.loadFixture(idle);
    const never = { discountFallsAt: undefined, pausesAt: undefined, exhaustsAt: undefined };

    expect((await readAccount(source, 1)).forecasts.atHalfPrice).to.deep.equal(never);
  });

  it("says what the forecasts on chain say, from the first day to the end", async () => {
    const context = await networkHelpers.loadFixture(running);

    const statuses: string[] = [];
    for (const days of [1, 45, 30, 30]) {
      await networkHelpers.time.increase(days * DAY);
      await networkHelpers.mine();
      statuses.push(await expectSameOnChain(context));
    }

    expect(statuses[0]).to.equal("active");
    expect(statuses.at(-1)).to.equal("exhausted");
  });

  it("has the rates of its streams, and none once it is exhausted", async () => {
    const { source } = await networkHelpers.loadFixture(running);
    expect((await readAccount(source, 1)).rates.discountableUsdPerSecond).to.equal(RATE);

    await networkHelpers.time.increase(400 * DAY);
    await networkHelpers.mine();

    const { status, rates, isPriceStale } = await readAccount(source, 1);
    expect([status, rates.discountableUsdPerSecond, isPriceStale]).to.deep.equal(["exhausted", 0n, true]);
  });
});
