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

/** Hears what a meter judges, to show it to people. Times are unix seconds. */
export interface UptimeObserver {
  /** Nothing is credited between these moments, because no report proves that the node was up. */
  readonly onGap: (from: number, to: number) => void;
  /** The report at `to` contradicts the one at `from`; of clock skew, the report at `to` contradicts the boot. */
  readonly onContradiction: (from: number, to: number, violation: Violation) => void;
}

/** Stands for "no such moment", because plain numbers keep the meter fast. */
const NEVER = -1;

/**
 * The judgement of one node's events so far, fed event by event: nothing is allocated, so that a period of 10^8 reports
 * takes seconds. Create it with {@link createUptimeMeter}; the fields belong to this module.
 */
export interface UptimeMeter {
  readonly rules: UptimeRules;
  readonly observer: UptimeObserver | undefined;
  readonly start: number;
  readonly end: number;
  /** Time of the last event. */
  eventAt: number;
  creditedSeconds: number;
  /** Time of the last accepted report, and the uptime it told; or since when it sleeps, and the uptime by then. */
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
  observer?: UptimeObserver,
): UptimeMeter {
  return {
    rules,
    observer,
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

  if (meter.asleepSince === NEVER && meter.wakeRequestedAt === NEVER) judgeAwake(meter, at, uptimeSeconds);
  else if (meter.rules.faultVoids === "period") judgeSleeper(meter, at, uptimeSeconds);
  else judgeSleeperProportionally(meter, at, uptimeSeconds);
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

/**
 * What can be proven by the end if the node is up from now on, reports now, and goes on reporting in time; 0 when a
 * violation has voided the period.
 *
 * @param now Unix time in seconds
 */
export function provableSeconds(meter: UptimeMeter, now: number): number {
  const { rules, start, end, creditedSeconds } = meter;
  const failedBoots = meter.failedBoots + (isBootLate(meter, now) ? 1 : 0);
  if (meter.violation !== "none" || failedBoots > rules.allowedFailedBoots) return 0;
  if (isMute(meter) || now >= end + rules.afterPeriodSeconds) return creditedSeconds;
  return creditedSeconds + pendingSeconds(meter, Math.max(now, start)) + Math.max(end - Math.max(now, start), 0);
}

/**
 * When nothing can prove any more that the node was up, since the last report that was judged; "undefined" when everything
 * still can be proven.
 *
 * @param now Unix time in seconds
 */
export function unprovenInterval(meter: UptimeMeter, now: number): readonly [from: number, to: number] | undefined {
  const { rules, start, end, reportedAt } = meter;
  const isOver = isMute(meter) || now >= end + rules.afterPeriodSeconds;
  const from = reportedAt === NEVER ? start : reportedAt;
  const to = Math.min(now, end);
  const lostSeconds = to - from - (isOver ? 0 : pendingSeconds(meter, now));
  if (lostSeconds <= 0) return undefined;
  // A first report proves the time before it, any other one the time after the one before it.
  return reportedAt === NEVER ? [from, from + lostSeconds] : [to - lostSeconds, to];
}

function judgeAwake(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  if (meter.reportedAt === NEVER) acceptFirstReport(meter, at, uptimeSeconds);
  else judgeReport(meter, at, uptimeSeconds);
}

function advance(meter: UptimeMeter, at: number): void {
  if (at < meter.eventAt) throw new UptimeEventOrderError(at, meter.eventAt);
  meter.eventAt = at;
}

/** How long it was up before the first report is only known by its own word, so it is believed for one interval. */
function acceptFirstReport(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  // Without a report in the period nothing shows that the node was part of it.
  if (at >= meter.end) return;
  creditLast(meter, meter.start, at, uptimeSeconds);
  acceptBoot(meter, at, uptimeSeconds);
}

function judgeReport(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  const { graceSeconds } = meter.rules;
  const elapsed = at - meter.reportedAt;
  const gained = uptimeSeconds - meter.reportedSeconds;

  if (gained > elapsed + graceSeconds) {
    contradict(meter, at, uptimeSeconds, "uptimeTooHigh");
    // This report is the next one's measure, unlike the impossible ones below: the original forgets those.
    acceptReport(meter, at, uptimeSeconds);
    return;
  }
  if (gained >= elapsed - graceSeconds) {
    // The original looks at the clock before it knows whether the uptime grew.
    compareBoots(meter, at, uptimeSeconds);
    if (gained > 0) {
      creditFirst(meter, meter.reportedAt, Math.min(at, meter.end), gainedSeconds(meter, at, gained));
      acceptReport(meter, at, uptimeSeconds);
      return;
    }
  }
  if (uptimeSeconds <= elapsed) {
    creditLast(meter, meter.reportedAt, at, uptimeSeconds);
    acceptBoot(meter, at, uptimeSeconds);
    return;
  }
  contradict(meter, at, uptimeSeconds, uptimeSeconds > meter.reportedSeconds ? "uptimeTooLow" : "invalidReboot");
}

/** What two reports of the same boot prove. */
function gainedSeconds({ rules, end, reportedAt }: UptimeMeter, at: number, gained: number): number {
  if (at >= end) return end - reportedAt;
  // Both clocks show whole seconds: an uptime that is one behind may only be rounded.
  return rules.faultVoids === "period" ? gained : Math.min(gained + 1, at - reportedAt);
}

/** Notes a boot time that moved without a reboot. The two last reports agree, so their interval is credited. */
function compareBoots(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  const bootedAt = at - uptimeSeconds;
  if (Math.abs(bootedAt - meter.bootedAt) < meter.rules.clockSkewSeconds) return;
  violate(meter, at, "clockSkew");
  if (meter.rules.faultVoids === "interval") meter.bootedAt = bootedAt;
}

/** The report and the last one cannot both be true. */
function contradict(meter: UptimeMeter, at: number, uptimeSeconds: number, violation: Violation): void {
  violate(meter, at, violation);
  // Which of the two is wrong is not known: with the last one as measure, one wild report would cost the rest of the period.
  if (meter.rules.faultVoids === "interval") acceptBoot(meter, at, uptimeSeconds);
}

/** Nodes sleep and wake at the farmer's request: who does one without the other is not heard until both are done. */
function judgeSleeper(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  if (meter.asleepSince === NEVER || meter.wakeRequestedAt === NEVER) return;
  // The node was not off yet. After the period the original does not ask for that.
  if (at - uptimeSeconds <= meter.asleepSince && at < meter.end) return;
  judgeWakeUp(meter, at, uptimeSeconds);
}

/** The same where a fault voids the sleep only: a node that woke without a request, or never went off, is heard again. */
function judgeSleeperProportionally(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  const isAsleep = meter.asleepSince !== NEVER;
  const wasOff = at - uptimeSeconds > meter.asleepSince;
  if (isAsleep && wasOff && meter.wakeRequestedAt !== NEVER) judgeWakeUp(meter, at, uptimeSeconds);
  else if (!isAsleep || wasOff || at - meter.asleepSince > meter.rules.maxBootSeconds) {
    forgetSleep(meter);
    judgeAwake(meter, at, uptimeSeconds);
  }
}

/** The first report after a requested sleep: all of it counts, if it was not too long and the boot not too late. */
function judgeWakeUp(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  const { maxSleepSeconds, maxBootSeconds, faultVoids } = meter.rules;
  const from = Math.max(meter.asleepSince, meter.start);
  if (meter.reportedAt === NEVER) showGap(meter, meter.start, Math.min(from, meter.end));

  const isLate = at - uptimeSeconds - meter.wakeRequestedAt > maxBootSeconds;
  if (isLate) meter.failedBoots++;
  if (!isLate && at - meter.asleepSince <= maxSleepSeconds) {
    meter.creditedSeconds += Math.max(Math.min(at, meter.end) - from, 0);
  } else if (faultVoids === "interval") creditLast(meter, from, at, uptimeSeconds);
  else showGap(meter, from, Math.min(at, meter.end));
  forgetSleep(meter);
  acceptBoot(meter, at, uptimeSeconds);
}

function forgetSleep(meter: UptimeMeter): void {
  meter.asleepSince = NEVER;
  meter.wakeRequestedAt = NEVER;
}

/** A node that is down when the period starts is asleep. If its target is up, it counts as called at the start. */
function recallPower(meter: UptimeMeter, downSince: number): void {
  const isDown = meter.powerState === "down";
  meter.asleepSince = isDown ? downSince : NEVER;
  meter.wakeRequestedAt = isDown && meter.powerTarget === "up" ? meter.start : NEVER;
}

function fallAsleep(meter: UptimeMeter, at: number): void {
  meter.asleepSince = at;
  // An older request was not for this sleep. The original remembers it.
  if (meter.rules.faultVoids === "interval") meter.wakeRequestedAt = NEVER;
  if (meter.reportedAt === NEVER || at >= meter.end) return;
  // Going down shows that the node was up.
  const seconds = at - meter.reportedAt;
  const credited = Math.min(seconds, meter.rules.downCreditCapSeconds);
  meter.creditedSeconds += credited;
  showGap(meter, meter.reportedAt + credited, at);
  acceptReport(meter, at, meter.reportedSeconds + seconds);
}

/**
 * A request that no boot answered is overdue. One from before the period is not held against a node that is likely
 * dead, one from after it belongs to the next period. One at the very end counts here: to the next it is from before.
 */
function isBootOverdue({ wakeRequestedAt, start, end }: UptimeMeter): boolean {
  return wakeRequestedAt > start && wakeRequestedAt <= end;
}

function isBootLate({ wakeRequestedAt, asleepSince, rules }: UptimeMeter, now: number): boolean {
  return wakeRequestedAt !== NEVER && asleepSince !== NEVER && now - wakeRequestedAt > rules.maxBootSeconds;
}

/** Whether no report of the period will be heard any more: the node was asked to wake up without having slept. */
function isMute({ wakeRequestedAt, asleepSince, rules }: UptimeMeter): boolean {
  return rules.faultVoids === "period" && wakeRequestedAt !== NEVER && asleepSince === NEVER;
}

/** What a report now would prove at most of the time since the last judgement. */
function pendingSeconds(meter: UptimeMeter, now: number): number {
  const { rules, start, end, asleepSince, reportedAt } = meter;
  if (asleepSince === NEVER) {
    const judgedAt = reportedAt === NEVER ? start : reportedAt;
    // The first report must be within the period.
    if (reportedAt === NEVER && now >= end) return 0;
    return Math.max(Math.min(Math.min(now, end) - judgedAt, rules.creditCapSeconds), 0);
  }
  const isLost = isBootLate(meter, now) || now - asleepSince > rules.maxSleepSeconds;
  return isLost ? 0 : Math.max(Math.min(now, end) - Math.max(asleepSince, start), 0);
}

function acceptReport(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  meter.reportedAt = at;
  meter.reportedSeconds = uptimeSeconds;
}

/** Accepts a report that tells of another boot than the one before it. */
function acceptBoot(meter: UptimeMeter, at: number, uptimeSeconds: number): void {
  acceptReport(meter, at, uptimeSeconds);
  meter.bootedAt = at - uptimeSeconds;
}

/** Credits the first seconds of an interval within the period: the node was up when it began. */
function creditFirst(meter: UptimeMeter, from: number, to: number, seconds: number): void {
  showGap(meter, from + credit(meter, seconds), to);
}

/** Credits the last seconds of an interval, as far as they are in the period: the node was up when it ended. */
function creditLast(meter: UptimeMeter, from: number, to: number, seconds: number): void {
  const lastAt = Math.min(to, meter.end);
  const within = Math.min(seconds - (to - lastAt), lastAt - from);
  showGap(meter, from, lastAt - credit(meter, within));
}

function credit(meter: UptimeMeter, seconds: number): number {
  const credited = Math.max(Math.min(seconds, meter.rules.creditCapSeconds), 0);
  meter.creditedSeconds += credited;
  return credited;
}

function showGap({ observer }: UptimeMeter, from: number, to: number): void {
  if (observer !== undefined && from < to) observer.onGap(from, to);
}

/** Only the first violation is kept, and none where it voids its interval only. */
function violate(meter: UptimeMeter, at: number, violation: Violation): void {
  meter.observer?.onContradiction(meter.reportedAt, at, violation);
  if (meter.violation === "none" && meter.rules.faultVoids === "period") meter.violation = violation;
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
