import { expect } from "chai";
import type { UptimeEvent } from "../../../sdk/rules/uptime.ts";
import { CAP, DAY, goDown, HOUR, INTERVAL, LENGTH, MINUTE, prove, report, wakeUp } from "./uptime-events.ts";

describe("uptime meter", () => {
  describe("of a node that sleeps at its farmer's request", () => {
    const asleep = [report(0, DAY), ...goDown(HOUR)];

    it("credits the time up to the sleep without a cap, and the sleep", () => {
      expect(prove(...asleep).uptimeSeconds).to.equal(HOUR + MINUTE);
      const woken = prove(...asleep, ...wakeUp(10 * HOUR, 10 * HOUR + 300));
      expect(woken).to.deep.equal({ uptimeSeconds: 10 * HOUR + 300 + MINUTE, violation: "none", failedBoots: 0 });
    });

    it("goes on measuring after the wake-up", () => {
      const booted = 10 * HOUR;
      const next = report(booted + MINUTE + INTERVAL, MINUTE + INTERVAL);
      const woken = prove(...asleep, ...wakeUp(booted - 60, booted), next);
      expect(woken.uptimeSeconds).to.equal(booted + MINUTE + INTERVAL);
    });

    it("does not credit a sleep of more than a day", () => {
      const down = HOUR + MINUTE;
      const longest = wakeUp(down + DAY - 300, down + DAY - MINUTE);
      expect(prove(...asleep, ...longest).uptimeSeconds).to.equal(down + DAY);
      const tooLong = wakeUp(down + DAY - 300, down + DAY - MINUTE + 1);
      expect(prove(...asleep, ...tooLong)).to.deep.equal({ uptimeSeconds: down, violation: "none", failedBoots: 0 });
    });

    it("does not credit a sleep that ends more than half an hour after the request, and counts the failure", () => {
      const request = 10 * HOUR;
      const inTime = prove(...asleep, ...wakeUp(request, request + 30 * MINUTE));
      expect(inTime).to.include({ failedBoots: 0, uptimeSeconds: request + 31 * MINUTE });
      const late = prove(...asleep, ...wakeUp(request, request + 30 * MINUTE + 1));
      expect(late).to.deep.equal({ failedBoots: 1, uptimeSeconds: HOUR + MINUTE, violation: "none" });
    });

    it("measures from the first of several requests", () => {
      const again: UptimeEvent = [10 * HOUR, "powerTarget", "up"];
      const late = prove(...asleep, again, ...wakeUp(11 * HOUR, 11 * HOUR));
      expect(late.failedBoots).to.equal(1);
    });

    it("finds the second failed boot", () => {
      const day = (start: number) => [...goDown(start), ...wakeUp(start + 2 * HOUR, start + 3 * HOUR)];
      expect(prove(...day(0))).to.include({ failedBoots: 1, violation: "none" });
      expect(prove(...day(0), ...day(DAY))).to.include({ failedBoots: 2, violation: "bootRequestExpired" });
    });

    it("keeps an earlier violation", () => {
      const day = (start: number) => [...goDown(start), ...wakeUp(start + 2 * HOUR, start + 3 * HOUR)];
      const tooHigh = [report(0, DAY), report(60, 2 * DAY)];
      const proven = prove(...tooHigh, ...day(HOUR), ...day(DAY));
      expect(proven).to.include({ failedBoots: 2, violation: "uptimeTooHigh" });
    });

    it("ignores reports until it was called and has booted", () => {
      const down = HOUR + MINUTE;
      const uncalled = report(2 * HOUR, DAY + 2 * HOUR);
      expect(prove(...asleep, uncalled).uptimeSeconds).to.equal(down);
      const notOffYet = report(3 * HOUR, DAY + 3 * HOUR);
      const called: UptimeEvent = [2 * HOUR, "powerTarget", "up"];
      expect(prove(...asleep, called, notOffYet)).to.include({ uptimeSeconds: down, failedBoots: 1 });
      const bootedAsItSlept = report(2 * HOUR, 2 * HOUR - down);
      expect(prove(...asleep, [2 * HOUR, "powerTarget", "up"], bootedAsItSlept).uptimeSeconds).to.equal(down);
    });

    it("ignores sleep that the farmer did not ask for", () => {
      const unasked: UptimeEvent = [HOUR, "powerState", "down"];
      const proven = prove(report(0, DAY), unasked, report(INTERVAL + HOUR, DAY + INTERVAL + HOUR));
      expect(proven).to.include({ uptimeSeconds: CAP, violation: "none" });
    });

    it("does not sleep by saying a second time that it is down", () => {
      const twice: UptimeEvent[] = [[600, "powerState", "down"], ...goDown(700)];
      const proven = prove(report(0, DAY), ...twice, report(INTERVAL, DAY + INTERVAL));
      expect(proven).to.include({ uptimeSeconds: INTERVAL, violation: "none" });
    });

    it("remembers a request that was taken back", () => {
      const back: UptimeEvent[] = [
        [2 * HOUR, "powerTarget", "up"],
        [2 * HOUR + 1, "powerTarget", "down"],
      ];
      expect(prove(...asleep, ...back, ...wakeUp(4 * HOUR, 4 * HOUR)).failedBoots).to.equal(1);
    });

    it("ignores reports after a request that no sleep preceded", () => {
      const unasked: UptimeEvent = [HOUR, "powerState", "down"];
      const called: UptimeEvent = [HOUR + 1, "powerTarget", "up"];
      const proven = prove(report(0, DAY), unasked, called, report(2 * HOUR, DAY + 2 * HOUR));
      expect(proven).to.include({ uptimeSeconds: 0, failedBoots: 1 });
    });

    it("ignores requests while it is up", () => {
      const called: UptimeEvent = [600, "powerTarget", "up"];
      const proven = prove(report(0, DAY), called, report(INTERVAL, DAY + INTERVAL));
      expect(proven).to.deep.equal({ uptimeSeconds: INTERVAL, violation: "none", failedBoots: 0 });
    });

    it("counts a request without an answer as one failure", () => {
      expect(prove(...asleep, [2 * HOUR, "powerTarget", "up"]).failedBoots).to.equal(1);
    });
  });

  describe("of a node that sleeps across a border of the period", () => {
    it("credits the sleep from the start", () => {
      const proven = prove(...goDown(-HOUR), ...wakeUp(2 * HOUR, 2 * HOUR));
      expect(proven).to.deep.equal({ uptimeSeconds: 2 * HOUR + MINUTE, violation: "none", failedBoots: 0 });
    });

    it("takes a request from before the period as made at the start", () => {
      const called: UptimeEvent = [-HOUR, "powerTarget", "up"];
      const booted = (at: number) => report(at + MINUTE, MINUTE);
      const inTime = prove(...goDown(-2 * HOUR), called, booted(30 * MINUTE));
      expect(inTime).to.include({ uptimeSeconds: 31 * MINUTE, failedBoots: 0 });
      const late = prove(...goDown(-2 * HOUR), called, booted(30 * MINUTE + 1));
      expect(late).to.include({ uptimeSeconds: 0, failedBoots: 1 });
    });

    it("does not hold a request from before the period against a dead node", () => {
      expect(prove(...goDown(-2 * HOUR), [-HOUR, "powerTarget", "up"]).failedBoots).to.equal(0);
      expect(prove(...goDown(-2 * HOUR), [0, "powerTarget", "up"]).failedBoots).to.equal(0);
    });

    it("sees that a node is up again when the period starts", () => {
      const proven = prove(...goDown(-3 * HOUR), ...wakeUp(-2 * HOUR, -2 * HOUR), report(600, 2 * HOUR + 600));
      expect(proven).to.deep.equal({ uptimeSeconds: 600, violation: "none", failedBoots: 0 });
    });

    it("forgets a request that was taken back before the period", () => {
      const back: UptimeEvent[] = [
        [-HOUR, "powerTarget", "up"],
        [-HOUR + 1, "powerTarget", "down"],
      ];
      const proven = prove(...goDown(-2 * HOUR), ...back, report(600, 300));
      expect(proven).to.deep.equal({ uptimeSeconds: 0, violation: "none", failedBoots: 0 });
    });

    it("follows the rules of the period from its first second", () => {
      const called: UptimeEvent = [-HOUR, "powerTarget", "up"];
      const takenBack: UptimeEvent = [0, "powerTarget", "down"];
      const booted = report(600 + MINUTE, MINUTE);
      expect(prove(...goDown(-2 * HOUR), called, takenBack, booted).uptimeSeconds).to.equal(600 + MINUTE);
      const unasked: UptimeEvent = [0, "powerState", "down"];
      expect(prove(unasked, report(600, DAY)).uptimeSeconds).to.equal(600);
    });

    it("credits the sleep up to the end", () => {
      const last = LENGTH - 2 * HOUR;
      const proven = prove(...goDown(last), ...wakeUp(LENGTH + HOUR, LENGTH + HOUR));
      expect(proven).to.deep.equal({ uptimeSeconds: 2 * HOUR - MINUTE, violation: "none", failedBoots: 0 });
    });

    it("counts a late boot after the end", () => {
      const late = wakeUp(LENGTH - HOUR, LENGTH + HOUR);
      expect(prove(...goDown(LENGTH - 2 * HOUR), ...late)).to.include({ uptimeSeconds: 0, failedBoots: 1 });
    });

    it("takes any report after the end for the wake-up", () => {
      const down = LENGTH - 2 * HOUR;
      const called: UptimeEvent = [LENGTH - HOUR, "powerTarget", "up"];
      for (const at of [LENGTH, LENGTH + HOUR]) {
        const proven = prove(...goDown(down), called, report(at, LENGTH));
        expect(proven).to.include({ uptimeSeconds: 2 * HOUR - MINUTE, failedBoots: 0 });
      }
    });

    it("does not credit the time up to a sleep from the end on", () => {
      const proven = prove(report(LENGTH - 1000, DAY), ...goDown(LENGTH - MINUTE));
      expect(proven.uptimeSeconds).to.equal(CAP);
    });

    it("leaves sleep and requests after the end to the next period", () => {
      const proven = prove(...goDown(LENGTH), ...wakeUp(LENGTH + HOUR, LENGTH + HOUR + 60));
      expect(proven).to.deep.equal({ uptimeSeconds: 0, violation: "none", failedBoots: 0 });
      const unanswered = [...goDown(LENGTH - HOUR), [LENGTH + 1, "powerTarget", "up"]] as UptimeEvent[];
      expect(prove(...unanswered).failedBoots).to.equal(0);
    });

    it("counts an unanswered request at the very end here, as the next period does not", () => {
      const unanswered = [...goDown(LENGTH - HOUR), [LENGTH, "powerTarget", "up"]] as UptimeEvent[];
      expect(prove(...unanswered).failedBoots).to.equal(1);
    });
  });
});
