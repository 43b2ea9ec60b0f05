import { expect } from "chai";
import { readFileSync } from "node:fs";
import { createNodeLog } from "../../sdk/rules/node-log.ts";
import { createUptimeMeter, readUptimeMeter, reportUptime } from "../../sdk/rules/uptime-meter.ts";
import { PROPORTIONAL_UPTIME_RULES } from "../../sdk/rules/uptime-rules.ts";

const PAGE = readFileSync(new URL("../../docs/measurements.md", import.meta.url), "utf8");
const END = 2_630_880;

describe("docs/measurements.md", () => {
  it("works its example as the rules do", () => {
    const rows = exampleRows();
    expect(rows).to.have.length(6);
    const log = createNodeLog();
    const meter = createUptimeMeter({ start: 0, end: END }, PROPORTIONAL_UPTIME_RULES, log);
    for (const { at, uptimeSeconds, creditedSeconds } of rows) {
      const before = readUptimeMeter(meter).uptimeSeconds;
      reportUptime(meter, at, uptimeSeconds);
      expect(readUptimeMeter(meter).uptimeSeconds - before, String(at)).to.equal(creditedSeconds);
    }
    expect(readUptimeMeter(meter).uptimeSeconds).to.equal(6000);
    expect(log.gaps).to.deep.equal([[10_200, 14_400]]);
    expect(log.contradictions).to.deep.equal([
      { from: 3000, to: 5400, kind: "uptimeTooHigh" },
      { from: 5400, to: 7800, kind: "invalidReboot" },
    ]);
  });
});

/** The rows of the worked example: time, uptime and what is credited. */
function exampleRows() {
  const table = PAGE.slice(PAGE.indexOf("| t "), PAGE.indexOf("S = 6,000 s"));
  const lines = table.split("\n").filter((line) => /^\| \d/.test(line));
  return lines.map((line) => {
    const cells = line.split("|").map((cell) => cell.trim().replaceAll(",", ""));
    const [at, uptimeSeconds, creditedSeconds] = [cells[1], cells[2], cells[6]?.split(" ").at(-1)].map(Number);
    return { at: at ?? NaN, uptimeSeconds: uptimeSeconds ?? NaN, creditedSeconds: creditedSeconds ?? NaN };
  });
}
