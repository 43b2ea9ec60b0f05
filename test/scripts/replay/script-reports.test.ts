import { expect } from "chai";
import fc from "fast-check";
import { scriptReports } from "../../../scripts/replay/script-reports.ts";
import { REAL_GRID_SCHEDULE, periodEnd, periodStart } from "../../../sdk/rules/minting-period.ts";
import { replayUptime } from "../../../sdk/rules/uptime.ts";

const PERIOD = { start: periodStart(REAL_GRID_SCHEDULE, 78), end: periodEnd(REAL_GRID_SCHEDULE, 78) };
const GRACE_SECONDS = 60;

describe("Scripted reports", () => {
  const proven = (uptimeSeconds: number) => {
    const reports = scriptReports(PERIOD, uptimeSeconds);
    return replayUptime(
      reports.map((report) => [report.sentAt, "uptime", report.uptimeSeconds]),
      PERIOD,
    );
  };

  it("prove just the uptime that they are made for", () => {
    const uptimes = fc.integer({ min: 0, max: PERIOD.end - PERIOD.start + GRACE_SECONDS });
    fc.assert(
      fc.property(uptimes, (uptimeSeconds) => {
        expect(proven(uptimeSeconds)).to.deep.equal({ uptimeSeconds, violation: "none", failedBoots: 0 });
      }),
      { examples: [[0], [1], [2399], [2400], [2401], [PERIOD.end - PERIOD.start]] },
    );
  });
});
