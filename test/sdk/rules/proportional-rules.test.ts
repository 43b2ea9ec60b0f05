import { expect } from "chai";
import fc from "fast-check";
import { PROPORTIONAL_UPTIME_RULES } from "../../../sdk/rules/uptime-rules.ts";
import { replayUptime } from "../../../sdk/rules/uptime.ts";
import type { UptimeEvent } from "../../../sdk/rules/uptime.ts";
import { CAP, DAY, goDown, HOUR, INTERVAL, LENGTH, MINUTE, PERIOD, report, START, wakeUp } from "./uptime-events.ts";

describe("proportional rules", () => {
  describe("after a report that contradicts the last one", () => {
    const honest = (count: number) => at(count).map((time) => report(time, DAY + time));
    const month = seconds(...honest(100));

    it("void the intervals beside a wild uptime, and no more", () => {
      for (const wild of [9 * DAY, 2 ** 40 - 1, DAY + 50 * INTERVAL - 61, 60 * INTERVAL]) {
        const reports = honest(100);
        reports[50] = report(50 * INTERVAL, wild);
        expect(seconds(...reports), String(wild)).to.equal(month - 2 * INTERVAL);
      }
    });

    it("void one interval when the uptime goes on from there", () => {
      const stepped = at(100).map((time, i) => report(time, DAY + time + (i < 50 ? 0 : 3 * HOUR)));
      expect(seconds(...stepped)).to.equal(month - INTERVAL);
    });

    it("recover at once from a first report that is wild", () => {
      const reports = honest(100);
      reports[0] = report(0, 2 ** 40 - 1);
      expect(seconds(...reports)).to.equal(month - INTERVAL);
    });

    it("lose no more than a minute to a second of backward drift", () => {
      const drift = report(50 * INTERVAL + 6, DAY + 50 * INTERVAL - 1);
      const reports = honest(100).toSpliced(51, 0, drift);
      expect(seconds(...reports)).to.be.within(month - MINUTE, month);
    });

    it("state no violation", () => {
      expect(judge(report(0, DAY), report(60, 9 * DAY), report(120, 5 * DAY)).violation).to.equal("none");
    });

    it("ignore a clock that is a year ahead, and go on when it is back", () => {
      const ahead = report(365 * DAY, DAY + 365 * DAY);
      // Heartbeats are ordered by their own time, so it is the last one.
      expect(seconds(...honest(100), ahead)).to.equal(month);
    });
  });

  describe("on a clock that drifts", () => {
    it("credit what two reports agree on, however far the boot time moves", () => {
      const slow = at(100).map((time, i) => report(time, DAY + time - 10 * i));
      expect(seconds(...slow)).to.equal(99 * (INTERVAL - 9));
      const fast = at(100).map((time, i) => report(time, DAY + time + 10 * i));
      expect(seconds(...fast)).to.equal(99 * INTERVAL);
    });

    it("lose nothing to rounding", () => {
      const rounded = at(100).map((time, i) => report(time, DAY + time + (i % 2)));
      expect(seconds(...rounded)).to.equal(99 * INTERVAL);
    });
  });

  describe("of two reports in one second", () => {
    it("credit that second once", () => {
      const twice = [report(0, DAY), report(HOUR, DAY + HOUR), report(HOUR, DAY + HOUR), report(HOUR, DAY + HOUR + 50)];
      expect(seconds(...twice)).to.equal(CAP);
    });
  });

  describe("of a node that sleeps", () => {
    const asleep = [report(0, DAY), ...goDown(HOUR)];
    const down = HOUR + MINUTE;

    it("credit the sleep as the conformance rules do, but the way there only up to one interval", () => {
      const woken = wakeUp(10 * HOUR, 10 * HOUR + 300);
      expect(seconds(...asleep, ...woken)).to.equal(CAP + 9 * HOUR + 300);
    });

    it("do not credit a month by going down at its end", () => {
      expect(seconds(report(0, DAY), ...goDown(LENGTH - HOUR))).to.equal(CAP);
    });

    it("void the sleep only, whatever the number of failed boots", () => {
      const day = (start: number) => [
        report(start, DAY),
        ...goDown(start),
        ...wakeUp(start + 2 * HOUR, start + 3 * HOUR),
      ];
      const failing = judge(...day(0), ...day(DAY), ...day(2 * DAY));
      expect(failing).to.deep.equal({ failedBoots: 3, violation: "none", uptimeSeconds: 3 * 2 * MINUTE });
    });

    it("hear a node that woke without a request", () => {
      const woken = report(3 * HOUR, 10 * MINUTE);
      const next = report(3 * HOUR + INTERVAL, 10 * MINUTE + INTERVAL);
      expect(seconds(...asleep, woken, next)).to.equal(CAP + 10 * MINUTE + INTERVAL);
    });

    it("hear a node that never went off, once it had the time to", () => {
      const still = (time: number) => report(time, DAY + time);
      expect(seconds(...asleep, still(down + 30 * MINUTE))).to.equal(CAP);
      expect(seconds(...asleep, still(down + 30 * MINUTE + 1))).to.equal(CAP + 30 * MINUTE + 1);
      // A last report while it switches off does not end the sleep.
      const woken = wakeUp(10 * HOUR, 10 * HOUR);
      expect(seconds(...asleep, still(down + 5), ...woken)).to.equal(CAP + 9 * HOUR);
    });

    it("hear a node that was called without having slept", () => {
      const unasked: UptimeEvent = [HOUR, "powerState", "down"];
      const called: UptimeEvent = [HOUR + 1, "powerTarget", "up"];
      const proven = judge(report(0, DAY), unasked, called, report(2 * HOUR, DAY + 2 * HOUR));
      expect(proven).to.deep.equal({ uptimeSeconds: CAP, violation: "none", failedBoots: 0 });
    });

    it("measure the boot from the request of this sleep, not of an older one", () => {
      const stale: UptimeEvent[] = [
        [MINUTE, "powerState", "down"],
        [MINUTE + 1, "powerTarget", "up"],
        [MINUTE + 2, "powerState", "up"],
      ];
      const proven = judge(...stale, ...goDown(HOUR), ...wakeUp(10 * HOUR, 10 * HOUR));
      expect(proven).to.include({ failedBoots: 0, uptimeSeconds: 9 * HOUR });
    });
  });

  it("credit a node that is always up the whole period", () => {
    const count = Math.ceil(LENGTH / INTERVAL) + 1;
    const all = at(count).map((time) => report(600 + time, DAY + time));
    expect(seconds(...all)).to.equal(LENGTH);
  });

  describe("for any reports", () => {
    it("never credit more than the time between the first allowance and the last report", () => {
      fc.assert(
        fc.property(anyReports, (reports) => {
          const heard = reports.map(([time]) => time).filter((time) => time >= 0 && time < LENGTH + 27 * HOUR);
          const first = heard[0] ?? 0;
          const last = Math.min(heard.at(-1) ?? 0, LENGTH);
          const most = heard.length === 0 || first >= LENGTH ? 0 : last - first + Math.min(first, CAP);
          expect(seconds(...reports)).to.be.within(0, most);
        }),
        { numRuns: 1000 },
      );
    });

    it("credit no interval beyond what the two reports beside it prove", () => {
      fc.assert(
        fc.property(anyReports, (reports) => {
          const within = reports.filter(([time]) => time >= 0 && time < LENGTH);
          expect(seconds(...within)).to.equal(obviousSum(within));
        }),
        { numRuns: 1000 },
      );
    });

    it("never credit more because of a report that contradicts both beside it", () => {
      let contradictions = 0;
      fc.assert(
        fc.property(anyReports, fc.nat(), anyReport, (reports, place, [, , wild]) => {
          const i = place % (reports.length + 1);
          const [before, after] = [reports[i - 1], reports[i]];
          if (before === undefined || after === undefined) return;
          const time = before[0] + Math.floor((after[0] - before[0]) / 2);
          const added = told(time, wild);
          if (!contradicts(before, added) || !contradicts(added, after)) return;
          contradictions++;
          expect(seconds(...reports.toSpliced(i, 0, added))).to.be.at.most(seconds(...reports));
        }),
        { numRuns: 3000 },
      );
      expect(contradictions).to.be.above(100);
    });

    it("credit at most the grace more because of a report that contradicts one beside it, if those agree", () => {
      let contradictions = 0;
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 3 * INTERVAL })),
          fc.nat(),
          offset,
          offset,
          (gaps, i, ahead, off) => {
            let time = 0;
            const reports = [told(0, DAY), ...gaps.map((gap) => told((time += gap), DAY + time))];
            const place = 1 + (i % reports.length);
            const [before] = reports[place - 1]!;
            const next = reports[place]?.[0] ?? Infinity;
            const added = told(Math.min(before + Math.abs(ahead), next), Math.max(DAY + before + off, 0));
            if (!contradicts(reports[place - 1]!, added)) return;
            contradictions++;
            const most = seconds(...reports) + PROPORTIONAL_UPTIME_RULES.graceSeconds;
            expect(seconds(...reports.toSpliced(place, 0, added))).to.be.at.most(most);
          },
        ),
        { numRuns: 3000 },
      );
      expect(contradictions).to.be.above(100);
    });

    it("never credit more than the period, and nothing without a report, whatever the chain records", () => {
      fc.assert(
        fc.property(anyReports, anyPower, (reports, powers) => {
          const events = [...reports, ...powers].sort((a, b) => a[0] - b[0]);
          expect(seconds(...events)).to.be.within(0, LENGTH);
          expect(seconds(...[...powers].sort((a, b) => a[0] - b[0]))).to.equal(0);
        }),
        { numRuns: 2000 },
      );
    });
  });
});

type Report = readonly [at: number, kind: "uptime", uptimeSeconds: number];

/** Times and uptimes that are honest, slightly off or wild, so that all judgements occur. */
const offset = fc.oneof(fc.integer({ min: -200, max: 200 }), fc.integer({ min: -2 * DAY, max: 2 * DAY }));
const anyReport = fc
  .tuple(fc.integer({ min: -DAY, max: LENGTH + 2 * DAY }), offset, fc.boolean())
  .map(([time, off, isBoot]): Report => [time, "uptime", Math.max((isBoot ? 0 : 2 * DAY + time) + off, 0)]);
const anyReports = fc
  .array(
    fc.oneof(
      anyReport,
      fc
        .tuple(fc.nat({ max: 9 * HOUR }), offset)
        .map(([time, off]): Report => [time, "uptime", Math.max(2 * DAY + time + off, 0)]),
    ),
    { maxLength: 40 },
  )
  .map((reports) => reports.sort((a, b) => a[0] - b[0]));
const anyPower = fc.array(
  fc
    .tuple(
      fc.oneof(fc.integer({ min: -DAY, max: LENGTH + 2 * DAY }), fc.nat({ max: 9 * HOUR })),
      fc.constantFrom("powerState" as const, "powerTarget" as const),
      fc.constantFrom("up" as const, "down" as const),
    )
    .map(([time, kind, power]): UptimeEvent => [time, kind, power]),
  { maxLength: 20 },
);

/** The rules a second time, as docs/measurements.md writes them: a sum over neighbours. */
function obviousSum(reports: readonly Report[]): number {
  const [first] = reports;
  if (first === undefined) return 0;
  const pairs = reports.slice(1).map((next, i) => pairSeconds(reports[i]!, next));
  return pairs.reduce((sum, credited) => sum + credited, Math.min(first[0], first[2], CAP));
}

function pairSeconds([from, , before]: Report, [to, , after]: Report): number {
  const elapsed = to - from;
  const gained = after - before;
  if (gained > 0 && Math.abs(gained - elapsed) <= 60) return Math.min(elapsed, gained + 1, CAP);
  return gained <= elapsed + 60 && after <= elapsed ? Math.min(after, CAP) : 0;
}

function contradicts(a: Report, b: Report): boolean {
  const elapsed = b[0] - a[0];
  const gained = b[2] - a[2];
  const agrees = gained > 0 && Math.abs(gained - elapsed) <= 60;
  return !agrees && (b[2] > elapsed || gained > elapsed + 60);
}

function told(time: number, uptimeSeconds: number): Report {
  return [time, "uptime", uptimeSeconds];
}

function judge(...events: UptimeEvent[]) {
  const moved = events.map(([time, ...event]) => [START + time, ...event] as UptimeEvent);
  return replayUptime(moved, PERIOD, PROPORTIONAL_UPTIME_RULES);
}

function seconds(...events: UptimeEvent[]): number {
  return judge(...events).uptimeSeconds;
}

function at(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i * INTERVAL);
}
