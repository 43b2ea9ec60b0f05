import { expect } from "chai";
import { forecastUptime } from "../../../sdk/rules/forecast-uptime.ts";
import { createUptimeMeter, reportUptime, setPowerState, setPowerTarget } from "../../../sdk/rules/uptime-meter.ts";
import { PROPORTIONAL_UPTIME_RULES, REAL_GRID_UPTIME_RULES } from "../../../sdk/rules/uptime-rules.ts";
import type { UptimeEvent } from "../../../sdk/rules/uptime.ts";
import { CAP, DAY, goDown, HOUR, INTERVAL, LENGTH, MINUTE, PERIOD, report, START } from "./uptime-events.ts";

const NEEDED = Math.ceil(LENGTH * 0.95);

describe("forecastUptime", () => {
  it("promises all to a node that was always up", () => {
    const all = { reachableSeconds: LENGTH, reachablePermille: 1000, affordableSeconds: LENGTH - NEEDED };
    expect(forecast([], 0)).to.deep.equal(all);
    expect(forecast([report(0, DAY)], INTERVAL)).to.deep.equal(all);
    expect(forecast([report(LENGTH - HOUR, DAY)], LENGTH + DAY).reachableSeconds).to.equal(2 * CAP);
  });

  it("takes away what can no longer be proven", () => {
    expect(forecast([], DAY).reachableSeconds).to.equal(LENGTH - DAY + CAP);
    expect(forecast([report(0, DAY)], DAY).reachableSeconds).to.equal(LENGTH - DAY + CAP);
    expect(forecast([report(0, DAY)], LENGTH + 27 * HOUR).reachableSeconds).to.equal(0);
  });

  it("says how long the node may still be down, to the second", () => {
    const lost = LENGTH - NEEDED;
    expect(forecast([], lost + CAP)).to.include({ affordableSeconds: 0, reachablePermille: 950 });
    expect(forecast([], lost + CAP + 1)).to.include({ affordableSeconds: undefined, reachablePermille: 949 });
  });

  it("counts a sleep as long as it can be answered in time", () => {
    const asleep = [report(0, DAY), ...goDown(INTERVAL - MINUTE)];
    expect(forecast(asleep, INTERVAL + DAY).reachableSeconds).to.equal(LENGTH);
    expect(forecast(asleep, INTERVAL + DAY + 1).reachableSeconds).to.equal(LENGTH - DAY - 1);
    const called: UptimeEvent[] = [...asleep, [HOUR, "powerTarget", "up"]];
    expect(forecast(called, HOUR + 30 * MINUTE).reachableSeconds).to.equal(LENGTH);
    expect(forecast(called, HOUR + 30 * MINUTE + 1).reachableSeconds).to.be.below(LENGTH);
  });

  it("has nothing left for a node whose violation voids the period", () => {
    const wild = [report(0, DAY), report(INTERVAL, 9 * DAY)];
    expect(forecast(wild, INTERVAL, REAL_GRID_UPTIME_RULES).reachableSeconds).to.equal(0);
    expect(forecast(wild, INTERVAL).reachableSeconds).to.equal(LENGTH - INTERVAL);
  });

  it("has nothing to add for a node that the real grid's rules do not hear any more", () => {
    const unasked: UptimeEvent[] = [
      [HOUR, "powerState", "down"],
      [HOUR + 1, "powerTarget", "up"],
    ];
    const events = [report(0, DAY), ...unasked];
    expect(forecast(events, HOUR + 1, REAL_GRID_UPTIME_RULES).reachableSeconds).to.equal(0);
    expect(forecast(events, INTERVAL + HOUR).reachableSeconds).to.be.above(0);
  });
});

function forecast(events: readonly UptimeEvent[], now: number, rules = PROPORTIONAL_UPTIME_RULES) {
  const meter = createUptimeMeter(PERIOD, rules);
  for (const [at, kind, value] of events) {
    if (kind === "uptime") reportUptime(meter, START + at, value);
    else if (kind === "powerTarget") setPowerTarget(meter, START + at, value);
    else setPowerState(meter, START + at, value);
  }
  return forecastUptime(meter, START + now, 950);
}
