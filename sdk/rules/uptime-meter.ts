import type { Violation } from "./measurement.ts";
import { REAL_GRID_UPTIME_RULES } from "./uptime-rules.ts";
import type { UptimeRules } from "./uptime-rules.ts";

export type Power = "up" | "down";

/** What the events of a node prove about one period. */
export interface ProvenUptime {
  /** Credited seconds. Reports may run up to the grace ahead, so this can exceed the period by a little. */
  readonly uptimeSeconds: number;
  /** The first violation, or "none". */
  readonly violation: Violation;
  /** Wake-up requests of the period that were answered late or never. */
  readonly failedBoots: number;
}

/** Stands for "no such moment", because plain numbers keep the meter fast. */
const NEVER = -1;

/**
 * The judgement of one node's events so far, fed event by event: nothing is allocated, so that a period of 10^8 reports
 * takes seconds. Create it with {@link createUptimeMeter}; the fields belong to this module.
 */
export interface UptimeMeter {
  readonly rules: UptimeRules;
  readonly start: number;
  readonly end: number;
  /** Time of the last event. */
  eventAt: number;
  creditedSeconds: number;
  /** Time of the last accepted report, and the uptime it told. */
  reportedAt: number;
  reportedSeconds: number;
  /** Boot time by the report that showed the boot. */
  bootedAt: number;
  powerState: Power;
  powerTarget: Power;
  /** Since when the node sleeps at its farmer's request. */
  asleepSince: number;
  /** The first wake-up request that no boot answered. */
  wakeRequestedAt: number;
  failedBoots: number;
  violation: Violation;
}

/**
 * A meter that saw no event yet.
 *
 * @param period Unix times in seconds; `start` belongs to the period, `end` to the next one
 */
export function createUptimeMeter(
  period: { readonly start: number; readonly end: number },
  rules: UptimeRules = REAL_GRID_UPTIME_RULES,
): UptimeMeter {
  return {
    rules,
    start: period.start,
    end: period.end,
    eventAt: NEVER,
    creditedSeconds: 0,
    reportedAt: NEVER,
    reportedSeconds: 0,
    bootedAt: 0,
    powerState: "up",
    powerTarget: "up",
    asleepSince: NEVER,
    wakeRequestedAt: NEVER,
    failedBoots: 0,
    violation: "none",
  };
}

/**
 * The node reported its uptime.
 *
 * @param at Unix time in seconds
 * @param uptimeSeconds Seconds since boot, 0 … 2^53 - 1. A node may sign more: that is as impossible as the bound.
 * @throws {UptimeEventOrderError} When `at` is before the last event
 */
export function reportUptime(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  advance(meter, at);
  if (at < meter.start || at >= meter.end + meter.rules.afterPeriodSeconds) return;
  // Only one report after the end counts.
  if (meter.reportedAt >= meter.end) return;

  const isAsleep = meter.asleepSince !== NEVER;
  const isCalled = meter.wakeRequestedAt !== NEVER;
  if (isAsleep && isCalled) judgeWakeUp(meter, at, uptimeSeconds);
  // Nodes sleep and wake at the farmer's request: who does one without the other is not heard until both are done.
  else if (isAsleep || isCalled) return;
  else if (meter.reportedAt === NEVER) acceptFirstReport(meter, at, uptimeSeconds);
  else judgeReport(meter, at, uptimeSeconds);
}

/**
 * The farmer asked the node to sleep or to wake up.
 *
 * @param at Unix time in seconds
 * @throws {UptimeEventOrderError} When `at` is before the last event
 */
export function setPowerTarget(meter: UptimeMeter, at: number, target: Power): void {
  advance(meter, at);
  meter.powerTarget = target;
  const isRequest = target === "up" && meter.powerState === "down";
  if (at < meter.start) recallPower(meter, meter.asleepSince);
  // Requests are repeated when the node does not react: the first one counts.
  else if (isRequest && meter.wakeRequestedAt === NEVER) meter.wakeRequestedAt = at;
}

/**
 * The node said that it goes down, or that it is up.
 *
 * @param at Unix time in seconds
 * @throws {UptimeEventOrderError} When `at` is before the last event
 */
export function setPowerState(meter: UptimeMeter, at: number, state: Power): void {
  advance(meter, at);
  const goesDown = state === "down" && meter.powerState === "up";
  meter.powerState = state;
  if (at < meter.start) recallPower(meter, at);
  else if (goesDown && meter.powerTarget === "down" && meter.asleepSince === NEVER) fallAsleep(meter, at);
}

/** What the events so far prove. Reading changes nothing. */
export function readUptimeMeter(meter: UptimeMeter): ProvenUptime {
  const failedBoots = meter.failedBoots + (isBootOverdue(meter) ? 1 : 0);
  const isExpired = meter.violation === "none" && failedBoots > meter.rules.allowedFailedBoots;
  return {
    uptimeSeconds: meter.creditedSeconds,
    violation: isExpired ? "bootRequestExpired" : meter.violation,
    failedBoots,
  };
}

function advance(meter: UptimeMeter, at: number): void {
  if (at < meter.eventAt) throw new UptimeEventOrderError(at, meter.eventAt);
  meter.eventAt = at;
}

/** How long it was up before the first report is only known by its own word, so it is believed for one interval. */
function acceptFirstReport(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  // Without a report in the period nothing shows that the node was part of it.
  if (at >= meter.end) return;
  credit(meter, Math.min(at - meter.start, uptimeSeconds));
  acceptReport(meter, at, uptimeSeconds);
  meter.bootedAt = at - uptimeSeconds;
}

function judgeReport(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  const { graceSeconds, clockSkewSeconds } = meter.rules;
  const elapsed = at - meter.reportedAt;
  const gained = uptimeSeconds - meter.reportedSeconds;

  if (gained > elapsed + graceSeconds) {
    violate(meter, "uptimeTooHigh");
    // This report is the next one's measure, unlike the impossible ones below: the original forgets those.
    acceptReport(meter, at, uptimeSeconds);
    return;
  }
  if (gained >= elapsed - graceSeconds) {
    // The original looks at the clock before it knows whether the uptime grew.
    if (Math.abs(at - uptimeSeconds - meter.bootedAt) >= clockSkewSeconds) violate(meter, "clockSkew");
    if (gained > 0) {
      credit(meter, at < meter.end ? gained : meter.end - meter.reportedAt);
      acceptReport(meter, at, uptimeSeconds);
      return;
    }
  }
  if (uptimeSeconds <= elapsed) {
    credit(meter, uptimeSeconds - Math.max(at - meter.end, 0));
    acceptReport(meter, at, uptimeSeconds);
    meter.bootedAt = at - uptimeSeconds;
    return;
  }
  violate(meter, uptimeSeconds > meter.reportedSeconds ? "uptimeTooLow" : "invalidReboot");
}

/** The first report after a requested sleep: all of it counts, if it was not too long and the boot not too late. */
function judgeWakeUp(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  const { maxSleepSeconds, maxBootSeconds } = meter.rules;
  const bootedAt = at - uptimeSeconds;
  // The node was not off yet. After the period the original does not ask for that.
  if (bootedAt <= meter.asleepSince && at < meter.end) return;

  if (bootedAt - meter.wakeRequestedAt > maxBootSeconds) meter.failedBoots++;
  else if (at - meter.asleepSince <= maxSleepSeconds) {
    const sleepStart = Math.max(meter.asleepSince, meter.start);
    meter.creditedSeconds += Math.max(Math.min(at, meter.end) - sleepStart, 0);
  }
  meter.asleepSince = NEVER;
  meter.wakeRequestedAt = NEVER;
  acceptReport(meter, at, uptimeSeconds);
  meter.bootedAt = bootedAt;
}

/** A node that is down when the period starts is asleep. If its target is up, it counts as called at the start. */
function recallPower(meter: UptimeMeter, downSince: number): void {
  const isDown = meter.powerState === "down";
  meter.asleepSince = isDown ? downSince : NEVER;
  meter.wakeRequestedAt = isDown && meter.powerTarget === "up" ? meter.start : NEVER;
}

function fallAsleep(meter: UptimeMeter, at: number): void {
  meter.asleepSince = at;
  if (meter.reportedAt === NEVER || at >= meter.end) return;
  // Going down shows that the node was up. The original credits this without a cap.
  meter.creditedSeconds += at - meter.reportedAt;
}

/**
 * A request that no boot answered is overdue. One from before the period is not held against a node that is likely
 * dead, one from after it belongs to the next period. One at the very end counts here: to the next it is from before.
 */
function isBootOverdue({ wakeRequestedAt, start, end }: UptimeMeter): boolean {
  return wakeRequestedAt > start && wakeRequestedAt <= end;
}

function acceptReport(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  meter.reportedAt = at;
  meter.reportedSeconds = uptimeSeconds;
}

function credit(meter: UptimeMeter, seconds: number): void {
  meter.creditedSeconds += Math.max(Math.min(seconds, meter.rules.creditCapSeconds), 0);
}

/** Only the first violation is kept. */
function violate(meter: UptimeMeter, violation: Violation): void {
  if (meter.violation === "none") meter.violation = violation;
}

/** Thrown when the events of a node are not in the order of the chain. */
export class UptimeEventOrderError extends Error {
  override readonly name = "UptimeEventOrderError";
  readonly at: number;
  readonly previousAt: number;

  constructor(at: number, previousAt: number) {
    super(`Event at ${at} follows one at ${previousAt} (unix seconds): sort the events by time.`);
    this.at = at;
    this.previousAt = previousAt;
  }
}
