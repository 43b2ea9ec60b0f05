import { expect } from "chai";
import type { AuditDocument } from "../../../sdk/audit/audit-document.ts";
import { REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import type { Outcome } from "../../../sdk/rules/reward.ts";
import { formatRuns } from "../../../scripts/replay/number-format.ts";
import { statementJson } from "../../../scripts/replay/statement-json.ts";
import { statementText } from "../../../scripts/replay/statement-text.ts";
import { nodeYears, yearOf } from "../../../scripts/replay/statement-years.ts";
import type { NodePeriodResult, ReplayResult } from "../../../scripts/replay/statement.ts";

const LENGTH = REAL_GRID_SCHEDULE.lengthSeconds;

function row(period: number, paidUnits: bigint, outcome: Outcome = "paid", uptimeSeconds = LENGTH): NodePeriodResult {
  const units = { cuMicro: 7_500_000n + BigInt(period), suMicro: 1_000_001n };
  return { farmId: 197, nodeId: 577, period, uptimeSeconds, ...units, outcome, minimumUptimePermille: 950, paidUnits };
}

const RESULT: ReplayResult = {
  schedule: REAL_GRID_SCHEDULE,
  farms: [
    { farmId: 197, name: "QualiaFarm", payout: `0x${"ab".repeat(20)}`, balanceUnits: 12_345_678_901n },
    { farmId: 577, name: "shuudjhinn", payout: `0x${"cd".repeat(20)}`, balanceUnits: 1n },
  ],
  nodePeriods: [
    row(71, 0n, "nothingMeasured", 0),
    row(70, 12_345_678_901n, "paid", LENGTH + 2),
    row(72, 0n, "nothingMeasured", 0),
    row(73, 0n, "belowMinimumUptime", 2_499_335),
    row(82, 0n, "violation"),
    { ...row(70, 1n), farmId: 577, nodeId: 1213 },
  ],
  comparison: {
    receiptsAsMinted: { equal: 375, total: 384 },
    nodePeriodsAsMinted: { equal: 368, total: 377 },
    nodePeriodsAsPaid: { equal: 372, total: 377 },
  },
  differences: [
    {
      period: 46,
      farmId: 197,
      nodeId: 580,
      realGridUnits: 4_297_602_171n,
      paidUnits: 4_294_326_375n,
      reason: "an old error",
    },
  ],
  refusedInput: [
    {
      period: 58,
      farmId: 197,
      nodeId: 577,
      statedUptimeSeconds: 18_446_673_260_621_881_349n,
      usedUptimeSeconds: LENGTH,
      error: "uptimeSeconds of node 577 does not fit",
    },
  ],
  gas: [
    { action: "deploy", transactions: 12, gas: 23_456_789n },
    { action: "claim rewards", transactions: 90, gas: 9_123_456n },
  ],
  check: { receiptsUnits: 12_345_678_902n, balancesUnits: 12_345_678_902n, recomputedUnits: 12_345_678_902n },
  audits: [],
  notes: ["Every node is registered one period early, because terms begin with the next period. ".repeat(3).trim()],
};

describe("replay statement: years", () => {
  it("counts a period to the year in which it begins in UTC", () => {
    // Period 45 begins on 2021-12-30, period 46 on 2022-01-30.
    expect([45, 46, 57, 58, 69, 70].map((period) => yearOf(REAL_GRID_SCHEDULE, period))).to.deep.equal([
      2021, 2022, 2022, 2023, 2023, 2024,
    ]);
  });

  it("sums up uptime and pay and takes the mean of the cloud units", () => {
    const [first] = nodeYears(REAL_GRID_SCHEDULE, RESULT.nodePeriods);
    expect(first).to.deep.include({
      year: 2024,
      firstPeriod: 70,
      lastPeriod: 73,
      uptimeSeconds: LENGTH + 2_499_335,
      uptimePermille: 487,
      cuMicro: 7_500_071n,
      suMicro: 1_000_001n,
      paidUnits: 12_345_678_901n,
    });
  });
});

describe("replay statement: text", () => {
  const text = statementText(RESULT);
  const lines = text.split("\n");

  it("has one row per farm, node and year, and exact TFT with seven decimals", () => {
    expect(lines).to.include.members([
      "  node  year  periods   uptime s   uptime        CU        SU            TFT  without reward",
      "   577  2024    70-73  5,130,215   48.7 %  7.500071  1.000001  1,234.5678901  2x no uptime, 1x below minimum",
      "   577  2025       82  2,630,880  100.0 %  7.500082  1.000001      0.0000000  1x violation",
      "  1213  2024       70  2,630,880  100.0 %  7.500070  1.000001  0.0000001",
    ]);
  });

  it("fits into 120 columns and has no trailing space", () => {
    for (const line of lines) {
      expect(line.length, line).to.be.at.most(120);
      expect(line).to.equal(line.trimEnd());
    }
  });

  it("gives the reason for every zero", () => {
    expect(text).to.include("Without reward (4 node-periods)");
    expect(text).to.include("  no uptime (2): node 577 in 71-72");
    expect(text).to.include("  below minimum uptime 95.0 % (1): node 577 in 73");
    expect(text).to.include("  violation (1): node 577 in 82");
  });

  it("shows both amounts where the real grid paid another one", () => {
    expect(lines).to.include("      46   580    429.7602171  429.4326375  -0.3275796");
    expect(lines).to.include("  580/46: an old error");
  });

  it("shows every digit of refused input, what took its place and what the library said", () => {
    expect(lines).to.include("      58   577  18,446,673,260,621,881,349     2,630,880");
    expect(lines).to.include("  the library says: uptimeSeconds of node 577 does not fit");
  });

  it("sums up the gas", () => {
    expect(lines).to.include("  all                     102  32,580,245");
  });

  it("ends with the check line", () => {
    expect(lines.at(-1)).to.equal("receipts = balances = recomputed from events: 1,234.5678902 TFT");
  });

  it("says so when the three totals disagree by one unit", () => {
    const failed = statementText({ ...RESULT, check: { ...RESULT.check, balancesUnits: 12_345_678_901n } });
    expect(failed).to.include("CHECK FAILED");
    expect(failed).to.match(/balances +1,234\.5678901 TFT/);
    expect(failed).not.to.include("receipts = balances");
  });

  it("leaves out sections without content", () => {
    const bare = statementText({ ...RESULT, differences: [], refusedInput: [], gas: [], notes: [] });
    expect(bare).not.to.match(/Refused|Gas|Notes|real grid TFT/);
  });

  it("tells what the audit of a month found", () => {
    const audit = { period: 78, totals: { nodes: 19, units: "93611117875" }, differences: ["Node 7: paid twice."] };
    const audits = [audit as unknown as AuditDocument];
    expect(statementText({ ...RESULT, audits })).to.contain(
      "Audit of period 78: 19 nodes from heartbeats to payment, 9,361.1117875 TFT: 1 difference\n  Node 7: paid twice.",
    );
    expect(JSON.parse(statementJson({ ...RESULT, audits }))).to.have.nested.property("audit.period", 78);
  });
});

/** The parts of the document that are looked at here. */
interface StatementDocument {
  readonly farms: readonly {
    readonly farmId: number;
    readonly paidUnits: string;
    readonly nodes: readonly { readonly paidUnits: string; readonly years: readonly YearDocument[] }[];
  }[];
  readonly total: { readonly paidUnits: string };
  readonly refusedInput: readonly { readonly statedUptimeSeconds: string }[];
  readonly gas: { readonly total: string };
  readonly check: unknown;
}

interface YearDocument {
  readonly year: number;
  readonly zeroRewards: unknown;
}

describe("replay statement: JSON", () => {
  const document = JSON.parse(statementJson(RESULT)) as StatementDocument;

  it("holds amounts as text, to the unit", () => {
    expect(document.total).to.deep.equal({ nodePeriods: 6, paidUnits: "12345678902", paidTft: "1234.5678902" });
    expect(document.refusedInput[0]?.statedUptimeSeconds).to.equal("18446673260621881349");
    expect(document.gas.total).to.equal("32580245");
    expect(document.check).to.deep.equal({
      receiptsUnits: "12345678902",
      balancesUnits: "12345678902",
      recomputedUnits: "12345678902",
      isAgreed: true,
    });
  });

  it("has farms, their nodes and the years of each", () => {
    const [farm] = document.farms;
    expect([farm?.farmId, farm?.paidUnits, farm?.nodes.length]).to.deep.equal([197, "12345678901", 1]);
    const years = farm?.nodes[0]?.years;
    expect(years?.map(({ year }) => year)).to.deep.equal([2024, 2025]);
    expect(years?.[1]?.zeroRewards).to.deep.equal([{ period: 82, reason: "violation" }]);
  });

  it("adds up: the nodes of all farms to the total", () => {
    const paid = document.farms.flatMap(({ nodes }) => nodes.map(({ paidUnits }) => BigInt(paidUnits)));
    expect(paid.reduce((sum, units) => sum + units, 0n).toString()).to.equal(document.total.paidUnits);
  });
});

describe("replay statement: numbers", () => {
  it("draws runs of numbers together", () => {
    expect(formatRuns([45, 47, 48, 49, 60])).to.equal("45, 47-49, 60");
    expect(formatRuns([])).to.equal("");
  });
});
