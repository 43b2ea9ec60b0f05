import { expect } from "chai";
import fc from "fast-check";
import { createUptimeMeter, readUptimeMeter, UptimeEventOrderError } from "../../../sdk/rules/uptime-meter.ts";
import { REAL_GRID_UPTIME_RULES } from "../../../sdk/rules/uptime-rules.ts";
import { replayUptime } from "../../../sdk/rules/uptime.ts";
import type { UptimeEvent } from "../../../sdk/rules/uptime.ts";
import { CAP, DAY, goDown, HOUR, INTERVAL, LENGTH, PERIOD, prove, report, START } from "./uptime-events.ts";

describe("uptime meter", () => {
  describe("at the first report", () => {
    it("credits no more than the period, the uptime and one interval", () => {
      expect(prove(report(100, DAY)).uptimeSeconds).to.equal(100);
      expect(prove(report(100, 30)).uptimeSeconds).to.equal(30);
      expect(prove(report(DAY, DAY)).uptimeSeconds).to.equal(CAP);
      expect(prove(report(0, DAY)).uptimeSeconds).to.equal(0);
    });

    it("ignores those from before the period", () => {
      expect(prove(report(-1, DAY), report(100, DAY + 101)).uptimeSeconds).to.equal(100);
    });
  });

  describe("between two reports", () => {
    it("credits the uptime gained, up to one interval and the grace", () => {
      expect(prove(report(0, DAY), report(INTERVAL, DAY + INTERVAL)).uptimeSeconds).to.equal(INTERVAL);
      expect(prove(report(0, DAY), report(CAP, DAY + CAP)).uptimeSeconds).to.equal(CAP);
      expect(prove(report(0, DAY), report(CAP + 1, DAY + CAP + 1)).uptimeSeconds).to.equal(CAP);
      expect(prove(report(0, DAY), report(DAY, 2 * DAY)).uptimeSeconds).to.equal(CAP);
    });

    it("allows a minute of difference either way", () => {
      const low = prove(report(0, DAY), report(INTERVAL, DAY + INTERVAL - 60));
      const high = prove(report(0, DAY), report(INTERVAL, DAY + INTERVAL + 60));
      expect(low).to.include({ violation: "none", uptimeSeconds: INTERVAL - 60 });
      expect(high).to.include({ violation: "none", uptimeSeconds: INTERVAL + 60 });
    });

    it("finds uptime that grew faster than time, and measures on from it", () => {
      const tooHigh = [report(0, DAY), report(INTERVAL, DAY + INTERVAL + 61)];
      expect(prove(...tooHigh)).to.include({ violation: "uptimeTooHigh", uptimeSeconds: 0 });
      const next = report(2 * INTERVAL, DAY + 2 * INTERVAL + 61);
      expect(prove(...tooHigh, next).uptimeSeconds).to.equal(INTERVAL);
    });

    it("finds uptime that grew slower than time, and forgets that report", () => {
      const tooLow = [report(0, DAY), report(INTERVAL, DAY + INTERVAL - 61)];
      expect(prove(...tooLow)).to.include({ violation: "uptimeTooLow", uptimeSeconds: 0 });
      const next = report(2 * INTERVAL, DAY + 2 * INTERVAL);
      expect(prove(...tooLow, next).uptimeSeconds).to.equal(CAP);
    });

    it("finds a reboot before the last report, and forgets that report", () => {
      const impossible = [report(0, DAY), report(INTERVAL, INTERVAL + 1)];
      expect(prove(...impossible)).to.include({ violation: "invalidReboot", uptimeSeconds: 0 });
      const next = report(2 * INTERVAL, DAY + 2 * INTERVAL);
      expect(prove(...impossible, next).uptimeSeconds).to.equal(CAP);
    });

    it("credits the time since a reboot, up to one interval and the grace", () => {
      expect(prove(report(0, DAY), report(HOUR, 600))).to.include({ violation: "none", uptimeSeconds: 600 });
      expect(prove(report(0, DAY), report(INTERVAL, INTERVAL)).uptimeSeconds).to.equal(INTERVAL);
      expect(prove(report(0, DAY), report(DAY, HOUR)).uptimeSeconds).to.equal(CAP);
    });

    it("takes a second less in the next block for an impossible reboot", () => {
      expect(prove(report(0, 1_094_689), report(6, 1_094_688)).violation).to.equal("invalidReboot");
    });

    it("takes uptime that did not grow for a reboot, which must fit between the reports", () => {
      expect(prove(report(0, DAY), report(30, DAY)).violation).to.equal("invalidReboot");
      expect(prove(report(HOUR, 5), report(HOUR + 30, 5))).to.include({ violation: "none", uptimeSeconds: 10 });
    });

    it("keeps the first violation only", () => {
      const reports = [report(0, DAY), report(INTERVAL, 3 * DAY), report(2 * INTERVAL, DAY)];
      expect(prove(...reports).violation).to.equal("uptimeTooHigh");
    });
  });

  describe("on a drifting clock", () => {
    const drifting = (total: number): UptimeEvent[] => [
      report(0, DAY),
      report(INTERVAL, DAY + INTERVAL - Math.ceil(total / 2)),
      report(2 * INTERVAL, DAY + 2 * INTERVAL - total),
    ];

    it("allows a boot time that moves by less than two minutes", () => {
      expect(prove(...drifting(119)).violation).to.equal("none");
      expect(prove(...drifting(-119)).violation).to.equal("none");
    });

    it("finds a boot time that moves by two minutes, and credits on", () => {
      const seconds = 2 * INTERVAL - 120;
      expect(prove(...drifting(120))).to.include({ violation: "clockSkew", uptimeSeconds: seconds });
    });

    it("measures from the last reboot", () => {
      const rebooted = [...drifting(100), report(3 * INTERVAL, 10), report(4 * INTERVAL, 10 + INTERVAL - 60)];
      expect(prove(...rebooted).violation).to.equal("none");
    });

    it("looks at the clock even where the uptime did not grow", () => {
      const twice = [...drifting(119), report(2 * INTERVAL + 1, DAY + 2 * INTERVAL - 119)];
      expect(prove(...twice).violation).to.equal("clockSkew");
    });
  });

  describe("after the period", () => {
    const last = LENGTH - 1000;

    it("credits one more report, up to the end", () => {
      const after = report(LENGTH + 500, DAY + 1500);
      expect(prove(report(last, DAY), after).uptimeSeconds).to.equal(CAP + 1000);
      const second = report(LENGTH + 600, DAY + 1600);
      expect(prove(report(last, DAY), after, second).uptimeSeconds).to.equal(CAP + 1000);
    });

    it("takes a report at the end for one after it", () => {
      const atEnd = report(LENGTH, DAY + 970);
      expect(prove(report(last, DAY), atEnd).uptimeSeconds).to.equal(CAP + 1000);
      const second = report(LENGTH + INTERVAL, DAY + 1000 + INTERVAL);
      expect(prove(report(last, DAY), atEnd, second).uptimeSeconds).to.equal(CAP + 1000);
      expect(prove(report(last, DAY), atEnd, report(LENGTH + 60, 9 * DAY)).violation).to.equal("none");
    });

    it("credits no more than one interval and the grace", () => {
      const after = report(LENGTH + HOUR, DAY + 3 * HOUR);
      expect(prove(report(LENGTH - 2 * HOUR, DAY), after).uptimeSeconds).to.equal(2 * CAP);
    });

    it("credits a reboot for its part within the period", () => {
      expect(prove(report(last, DAY), report(LENGTH + 100, 300)).uptimeSeconds).to.equal(CAP + 200);
      expect(prove(report(last, DAY), report(LENGTH + 100, 100)).uptimeSeconds).to.equal(CAP);
      expect(prove(report(last, DAY), report(LENGTH + 100, 20)).uptimeSeconds).to.equal(CAP);
    });

    it("finds violations", () => {
      expect(prove(report(last, DAY), report(LENGTH, 2 * DAY)).violation).to.equal("uptimeTooHigh");
    });

    it("takes the next report when the first one is impossible", () => {
      const tooLow = report(LENGTH + 500, DAY + 500);
      const next = report(LENGTH + 600, DAY + 1600);
      const proven = prove(report(last, DAY), tooLow, next);
      expect(proven).to.include({ violation: "uptimeTooLow", uptimeSeconds: CAP + 1000 });
    });

    it("credits nothing to a node that did not report in the period", () => {
      expect(prove(report(LENGTH, LENGTH), report(LENGTH + 60, LENGTH + 60)).uptimeSeconds).to.equal(0);
    });

    it("reads reports for 27 hours", () => {
      const late = (seconds: number) => report(LENGTH + 27 * HOUR + seconds, DAY + 1000 + 27 * HOUR + seconds);
      expect(prove(report(last, DAY), late(-1)).uptimeSeconds).to.equal(CAP + 1000);
      expect(prove(report(last, DAY), late(0)).uptimeSeconds).to.equal(CAP);
    });
  });

  it("refuses events that are not in order", () => {
    expect(() => prove(report(100, 100), report(99, 99)))
      .to.throw(UptimeEventOrderError)
      .that.includes({ at: START + 99, previousAt: START + 100 });
    expect(() => prove(...goDown(HOUR), [0, "powerState", "up"])).to.throw(UptimeEventOrderError);
    expect(() => prove(...goDown(HOUR), [0, "powerTarget", "up"])).to.throw(UptimeEventOrderError);
  });

  it("can be read without changing it", () => {
    const meter = createUptimeMeter(PERIOD);
    expect(readUptimeMeter(meter)).to.deep.equal(readUptimeMeter(meter));
  });

  it("judges by the rules it is given", () => {
    const rules = { ...REAL_GRID_UPTIME_RULES, creditCapSeconds: 100 };
    const events = [report(START, DAY), report(START + INTERVAL, DAY + INTERVAL)];
    expect(replayUptime(events, PERIOD, rules).uptimeSeconds).to.equal(100);
  });

  it("judges reports of any size", () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(prove(report(INTERVAL, most), report(2 * INTERVAL, most)).violation).to.equal("invalidReboot");
    expect(prove(report(INTERVAL, 0), report(2 * INTERVAL, most)).violation).to.equal("uptimeTooHigh");
  });

  it("credits an honest node each gap up to one interval and the grace", () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 3 * INTERVAL }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(gaps, (seconds) => {
        let at = 0;
        const reports = seconds.map((gap) => report((at += gap), DAY + at));
        const expected = seconds.reduce((sum, gap) => sum + Math.min(gap, CAP), 0);
        expect(prove(...reports)).to.deep.equal({ uptimeSeconds: expected, violation: "none", failedBoots: 0 });
      }),
    );
  });

  it("credits a node that only reboots each uptime it told, and finds no violation", () => {
    const boots = fc.array(fc.tuple(fc.integer({ min: 1, max: HOUR }), fc.nat({ max: 3 * INTERVAL })));
    fc.assert(
      fc.property(boots, (cycles) => {
        let at = 0;
        // Off for longer than it was up, so that each report shows a reboot.
        const reports = cycles.map(([off, up]) => report((at += 4 * INTERVAL + off), up));
        const expected = cycles.reduce((sum, [, up]) => sum + Math.min(up, CAP), 0);
        expect(prove(...reports)).to.deep.equal({ uptimeSeconds: expected, violation: "none", failedBoots: 0 });
      }),
    );
  });
});
