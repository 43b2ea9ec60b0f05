import { expect } from "chai";
import { statementJson } from "../../../scripts/replay/statement-json.ts";
import type { ReplayResult } from "../../../scripts/replay/statement.ts";
import { moneyLine, tenancyText } from "../../../scripts/tenancy/statement-text.ts";
import { tenancyFailures } from "../../../scripts/tenancy/statement.ts";
import type { TenancyResult } from "../../../scripts/tenancy/statement.ts";
import { REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";

const RESULT: TenancyResult = {
  tenants: [
    {
      name: "Ada",
      accountId: 1,
      depositedUnits: 20_000_000_000n,
      farmUnits: 4_000_000_000n,
      providerUnits: 1_000_000_000n,
      poolUnits: 3_000_000_000n,
      refundedUnits: 500_000_000n,
      withdrawnUnits: 1_000_000_000n,
      balanceUnits: 10_499_999_998n,
      creditUnits: 500_000_000n,
      roundingUnits: 2n,
      settlements: 2,
    },
  ],
  farms: [
    {
      farmId: 197,
      name: "QualiaFarm",
      reservations: [
        {
          reservationId: 1,
          nodeId: 6498,
          tenant: "Ada",
          farmUnits: 4_000_000_000n,
          providerUnits: 1_000_000_000n,
          poolUnits: 3_000_000_000n,
          refundedUnits: 500_000_000n,
        },
      ],
      paidUnits: 3_000_000_000n,
      creditUnits: 1_000_000_000n,
    },
  ],
  providerPaidUnits: 1_000_000_000n,
  check: {
    depositedUnits: 20_000_000_000n,
    balanceUnits: 10_499_999_998n,
    creditUnits: 1_500_000_000n,
    paidUnits: 5_000_000_000n,
    poolUnits: 3_000_000_000n,
    roundingUnits: 2n,
    heldUnits: 15_000_000_000n,
  },
  recomputed: 1063,
  differing: [],
  gas: [{ action: "settle", transactions: 5, gas: 713_764n }],
};

describe("tenancy statement: text", () => {
  const text = tenancyText(RESULT);
  const lines = text.split("\n");

  it("has one row per reservation of a farm, and says who got what", () => {
    expect(lines).to.include.members([
      "Reservations of farm QualiaFarm (197)",
      "            1  6498  Ada     400.0000000  100.0000000  300.0000000  50.0000000",
      "  paid to its farmer 300.0000000 TFT, still to be paid 100.0000000 TFT",
    ]);
  });

  it("has a statement per tenant, rounding included", () => {
    expect(lines).to.include("Tenant Ada (account 1)");
    expect(lines).to.include("  to farms                               -400.0000000");
    expect(lines).to.include("  left by rounding                         -0.0000002");
    expect(text).to.include("2 settlements. Rounding leaves less than one unit");
  });

  it("fits into 120 columns and has no trailing space", () => {
    for (const line of lines) {
      expect(line.length, line).to.be.at.most(120);
      expect(line).to.equal(line.trimEnd());
    }
  });

  it("says how many amounts were recomputed", () => {
    expect(lines).to.include("Recomputed from events by the rules: 1,063 of 1,063 amounts are equal");
  });

  it("ends with where the deposits are", () => {
    expect(lines.slice(-2)).to.deep.equal([
      "deposits = balances + credits + paid out + pool + rounding:",
      "  2,000.0000000 = 1,049.9999998 + 150.0000000 + 500.0000000 + 300.0000000 + 0.0000002 TFT",
    ]);
  });

  it("says so when one unit is missing", () => {
    const failed = moneyLine({ ...RESULT.check, poolUnits: RESULT.check.poolUnits - 1n });
    expect(failed).to.match(/^CHECK FAILED, deposits must equal/);
  });
});

describe("tenancy statement: JSON", () => {
  const replay: ReplayResult = {
    schedule: REAL_GRID_SCHEDULE,
    farms: [],
    nodePeriods: [],
    comparison: {
      receiptsAsMinted: { equal: 0, total: 0 },
      nodePeriodsAsMinted: { equal: 0, total: 0 },
      nodePeriodsAsPaid: { equal: 0, total: 0 },
    },
    differences: [],
    refusedInput: [],
    gas: [],
    check: { receiptsUnits: 0n, balancesUnits: 0n, recomputedUnits: 0n },
    audits: [],
    notes: [],
  };

  it("stands in the same document as the replay, amounts as text", () => {
    const { tenancy } = JSON.parse(statementJson(replay, RESULT)) as { tenancy: { check: unknown } };
    expect(tenancy.check).to.deep.include({ depositedUnits: "20000000000", roundingUnits: "2" });
  });

  it("is left out without tenants", () => {
    expect(JSON.parse(statementJson(replay))).not.to.have.property("tenancy");
  });
});

describe("tenancy statement: check", () => {
  it("passes when every unit is somewhere", () => {
    expect(tenancyFailures(RESULT)).to.deep.equal([]);
  });

  it("finds a unit that is nowhere, or twice", () => {
    const { check } = RESULT;
    const short = { ...RESULT, check: { ...check, poolUnits: check.poolUnits - 1n } };
    expect(tenancyFailures(short)).to.deep.equal(["Deposits are not balances, credits, payments, pool and rounding."]);
    const held = { ...RESULT, check: { ...check, heldUnits: check.heldUnits - 1n } };
    expect(tenancyFailures(held)).to.deep.equal(["The escrow does not hold what was deposited and not paid."]);
  });

  it("takes no more for rounding than a unit per settlement, and nothing negative", () => {
    const withRounding = (roundingUnits: bigint) => {
      return tenancyFailures({ ...RESULT, tenants: RESULT.tenants.map((tenant) => ({ ...tenant, roundingUnits })) });
    };
    expect(withRounding(3n)).to.deep.equal(["3 units of Ada are no rounding."]);
    expect(withRounding(-1n)).to.deep.equal(["-1 units of Ada are no rounding."]);
  });

  it("names an amount that is not by the rules", () => {
    const differing = [{ what: "traffic of 1", found: 2n, expected: 1n }];
    expect(tenancyFailures({ ...RESULT, differing })).to.deep.equal([
      "traffic of 1: the chain says 2, the rules say 1.",
    ]);
  });
});
