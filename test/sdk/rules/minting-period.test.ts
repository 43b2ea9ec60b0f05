import { expect } from "chai";
import fc from "fast-check";
import {
  BeforeFirstPeriodError,
  periodAt,
  periodEnd,
  periodStart,
  REAL_GRID_SCHEDULE,
} from "../../../sdk/rules/minting-period.ts";
import type { PeriodSchedule } from "../../../sdk/rules/minting-period.ts";
import { domainVectors, numberOf } from "./vectors.ts";

const anySchedule: fc.Arbitrary<PeriodSchedule> = fc.record({
  startSeconds: fc.nat({ max: 2 ** 40 - 1 }),
  lengthSeconds: fc.integer({ min: 1, max: 2 ** 24 - 1 }),
});
const anyPeriod = fc.nat({ max: 2 ** 24 - 1 });

describe("minting periods", () => {
  it("begin and end where the real grid's do", () => {
    const rows = domainVectors("period-");
    expect(rows).to.have.length(5);
    for (const { id, input, expected } of rows) {
      const period = numberOf(input, "period_index");
      expect(periodStart(REAL_GRID_SCHEDULE, period), id).to.equal(numberOf(expected, "start_unix_seconds"));
      expect(periodEnd(REAL_GRID_SCHEDULE, period), id).to.equal(numberOf(expected, "end_unix_seconds"));
    }
  });

  it("follow the formula where the published table is a day early", () => {
    expect(periodEnd(REAL_GRID_SCHEDULE, 89)).to.equal(Date.UTC(2025, 9, 1, 0, 56, 40) / 1000);
  });

  it("fit sixty times into five years with two leap days", () => {
    expect(60 * REAL_GRID_SCHEDULE.lengthSeconds).to.equal((3 * 365 + 2 * 366) * 24 * 3600);
  });

  it("contain their first second but not their end", () => {
    fc.assert(
      fc.property(anySchedule, anyPeriod, (schedule, period) => {
        expect(periodAt(schedule, periodStart(schedule, period))).to.equal(period);
        expect(periodAt(schedule, periodEnd(schedule, period) - 1)).to.equal(period);
        expect(periodAt(schedule, periodEnd(schedule, period))).to.equal(period + 1);
      }),
    );
  });

  it("do not exist before the first one", () => {
    const { startSeconds } = REAL_GRID_SCHEDULE;
    expect(periodAt(REAL_GRID_SCHEDULE, startSeconds)).to.equal(0);
    expect(() => periodAt(REAL_GRID_SCHEDULE, startSeconds - 1))
      .to.throw(BeforeFirstPeriodError)
      .that.includes({ timestamp: startSeconds - 1, firstPeriodStart: startSeconds });
  });
});
