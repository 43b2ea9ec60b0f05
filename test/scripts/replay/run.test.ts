import { expect } from "chai";
import { replayPlan } from "../../../scripts/replay/plan.ts";
import { loadRealGrid, onlyPeriod } from "../../../scripts/replay/real-grid.ts";
import { failuresOfMonth, failuresOfWhole } from "../../../scripts/replay/run-check.ts";
import { startChain } from "../../../scripts/replay/run-in-process.ts";
import { replayOutcome } from "../../../scripts/replay/run-result.ts";
import type { ReplayOutcome } from "../../../scripts/replay/run-result.ts";
import { runReplay } from "../../../scripts/replay/run.ts";
import type { RealGrid } from "../../../scripts/replay/real-grid.ts";
import type { ReplayPlan } from "../../../scripts/replay/plan.ts";

interface Replayed {
  readonly plan: ReplayPlan;
  readonly outcome: ReplayOutcome;
  readonly lines: readonly string[];
}

async function replay(real: RealGrid): Promise<Replayed> {
  const plan = replayPlan(real);
  const lines: string[] = [];
  const chain = await startChain();
  try {
    const run = await runReplay({ chain, plan, fixups: real.fixups, say: (line) => lines.push(line) });
    return { plan, outcome: await replayOutcome(run), lines };
  } finally {
    await chain.close();
  }
}

const all = loadRealGrid();

describe("replay of all real months on a chain", () => {
  let replayed: Replayed;

  before(async () => {
    replayed = await replay(all);
  });

  it("pays what the real grid paid, but for the five known differences", () => {
    expect(failuresOfWhole(replayed.plan, replayed.outcome)).to.deep.equal([]);
    expect(replayed.outcome.result.comparison).to.deep.equal({
      receiptsAsMinted: { equal: 375, total: 384 },
      nodePeriodsAsMinted: { equal: 368, total: 377 },
      nodePeriodsAsPaid: { equal: 372, total: 377 },
    });
  });

  it("finds the same total in receipts, balances and recomputation", () => {
    expect(replayed.outcome.result.check).to.deep.equal({
      receiptsUnits: 3_087_406_245_875n,
      balancesUnits: 3_087_406_245_875n,
      recomputedUnits: 3_087_406_245_875n,
    });
  });

  it("gives every node-period a receipt, and every zero a reason", () => {
    const { nodePeriods } = replayed.outcome.result;
    expect(nodePeriods).to.have.length(377);
    const zeros = nodePeriods.filter(({ paidUnits }) => paidUnits === 0n);
    expect(zeros).to.have.length(92);
    for (const { outcome } of zeros) expect(outcome).not.to.equal("paid");
  });

  it("has the library refuse the nine impossible uptimes", () => {
    const { refusedInput } = replayed.outcome.result;
    expect(refusedInput).to.have.length(9);
    for (const { statedUptimeSeconds, error } of refusedInput) {
      expect(error).to.include(`uptimeSeconds is ${statedUptimeSeconds}, but a leaf holds`);
    }
  });

  it("says what it does, one line per step", () => {
    expect(replayed.lines).to.include("Period 58: 9 impossible uptimes refused and replaced");
    expect(replayed.lines).to.include("Period 73: 5 corrections signed by 3 of 5 attestors, 17.5109250 TFT claimed");
  });

  it("is checked: a changed expectation is found", () => {
    const { plan, outcome } = replayed;
    const [first, ...others] = plan.payments;
    const changed = { ...plan, payments: [{ ...first!, replayUnits: first!.replayUnits + 1n }, ...others] };
    expect(failuresOfWhole(changed, outcome)).to.deep.equal(["Node 577 was not paid the 14.5054876 TFT of period 45."]);

    const short = outcome.result.differences.slice(1);
    const shortened = { ...outcome, result: { ...outcome.result, differences: short } };
    expect(failuresOfWhole(plan, shortened)[0]).to.match(/^The differences are 580\/46, .*; expected are 577\/45/);

    const check = { ...outcome.result.check, balancesUnits: 0n };
    expect(failuresOfWhole(plan, { ...outcome, result: { ...outcome.result, check } })).to.include(
      "Receipts, balances and recomputation do not agree.",
    );

    const [receipt, ...rest] = outcome.recomputed;
    const wrong = { ...outcome, recomputed: [{ ...receipt!, units: receipt!.units + 1n }, ...rest] };
    expect(failuresOfWhole(plan, wrong)).to.deep.equal(["Receipt of node 1, period 45, is not by the rules."]);
  });
});

describe("replay of one real month", () => {
  for (const [period, what] of [
    [46, "a month of the old program, whose corrections are lower"],
    [60, "a month with a violation that was taken back"],
    [75, "a month under the minimum uptime, with corrections"],
  ] as const) {
    it(`equals ${what}`, async () => {
      const { plan, outcome } = await replay(onlyPeriod(all, period));
      expect(failuresOfMonth(plan, outcome)).to.deep.equal([]);
      expect(outcome.result.nodePeriods.every((row) => row.period === period)).to.equal(true);
    });
  }
});
