import { expect } from "chai";
import { replayPlan } from "../../../scripts/replay/plan.ts";
import { loadRealGrid, onlyPeriod } from "../../../scripts/replay/real-grid.ts";
import { startChain } from "../../../scripts/replay/run-in-process.ts";
import { runReplay } from "../../../scripts/replay/run.ts";
import { recompute } from "../../../scripts/tenancy/recompute.ts";
import { tenancyResult } from "../../../scripts/tenancy/result.ts";
import type { TenancyRun } from "../../../scripts/tenancy/run.ts";
import { tenancyFailures } from "../../../scripts/tenancy/statement.ts";
import type { TenancyResult, TenantResult } from "../../../scripts/tenancy/statement.ts";
import { runTenancy } from "../../../scripts/tenancy/story.ts";

/** The last month in which both hosts were measured: its farmers earn what the tenants need. */
const PERIOD = 76;

const DAY = 86_400;

describe("tenants after a replay", () => {
  let run: TenancyRun;
  let result: TenancyResult;
  let chain: Awaited<ReturnType<typeof startChain>>;
  const lines: string[] = [];

  before(async () => {
    const real = onlyPeriod(loadRealGrid(), PERIOD);
    chain = await startChain();
    const say = (line: string) => lines.push(line);
    const replay = await runReplay({ chain, plan: replayPlan(real), fixups: real.fixups, say });
    run = await runTenancy(replay);
    result = await tenancyResult(run);
  });

  after(() => chain.close());

  const tenant = (name: string): TenantResult => result.tenants.find((each) => each.name === name)!;

  it("finds every deposited unit again, and every amount by the rules", () => {
    expect(tenancyFailures(result)).to.deep.equal([]);
    expect(result.recomputed).to.be.greaterThan(50);
    const { depositedUnits, balanceUnits, creditUnits, paidUnits, poolUnits, roundingUnits } = result.check;
    expect(depositedUnits).to.equal(balanceUnits + creditUnits + paidUnits + poolUnits + roundingUnits);
    expect(roundingUnits).to.be.lessThan(5n);
  });

  it("gives the tenant of the node that failed the two days back", () => {
    const [farm] = result.farms.filter(({ farmId }) => farmId === 577);
    const [whole] = farm!.reservations;
    const { creditUnits } = tenant("Ben");
    expect(whole).to.include({ nodeId: 1213, tenant: "Ben", refundedUnits: creditUnits });

    const [settled] = run.services.filter(({ streamId }) => streamId === whole!.reservationId);
    expect(settled!.to - run.startedAt).to.equal(30 * DAY);
    expect(creditUnits).to.be.greaterThan(0n);
    expect(tenant("Ada").creditUnits).to.equal(0n);
  });

  it("uses one account up, and keeps the other's money above its reserve", async () => {
    const [ada, ben] = [tenant("Ada"), tenant("Ben")];
    expect(ben.balanceUnits).to.equal(0n);
    expect(ada.balanceUnits).to.be.greaterThan(0n);
    const states = await Promise.all([1, 2].map((id) => run.grid.Reservations.stateOf(id)));
    const [closed, cancelled, exhausted] = [4n, 1n, 3n];
    expect(states.map(([...state]) => state)).to.deep.equal([
      [closed, cancelled],
      [closed, exhausted],
    ]);
  });

  it("pays farms, provider and pool what tenants were charged", () => {
    const [ada, ben] = [tenant("Ada"), tenant("Ben")];
    const [own, other] = result.farms;
    expect([own!.paidUnits, other!.paidUnits]).to.deep.equal([ada.farmUnits, ben.farmUnits]);
    expect(result.providerPaidUnits).to.equal(ben.providerUnits);
    expect(result.check.poolUnits).to.equal(ada.poolUnits + ben.poolUnits);
    expect(ada.providerUnits).to.equal(0n);
  });

  it("says what it does, one line per step", () => {
    expect(lines).to.include("Ada's workload is paused for a day; 1,000 TFT more resume it");
    expect(lines.at(-1)).to.equal("Farmers and provider collect");
  });

  it("is checked: what nodes and attestors did not sign is found", async () => {
    const [first, ...others] = run.services;
    const services = [{ ...first!, servedSeconds: first!.servedSeconds - DAY }, ...others];
    const differing = (await tenancyResult({ ...run, services })).differing;
    expect(differing.map(({ what }) => what)).to.include.members([
      "settlement of 1: farm",
      "settlement of 1: refunded",
    ]);

    const [part, ...rest] = run.reservations;
    const rates = { ...part!.rates, discountableUsdPerSecond: part!.rates.discountableUsdPerSecond + 1n };
    const { amounts } = await recompute({ ...run, reservations: [{ ...part!, rates }, ...rest] });
    const wrong = amounts.filter(({ found, expected }) => found !== expected);
    expect(wrong[0]!.what).to.equal("discountable rate of 1");
    expect(wrong.map(({ what }) => what)).to.include("balance of account 1");
  });
});
