import type { Refusal } from "../../sdk/heartbeats/collector-api.ts";
import type { Heartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import { CLOCK_TOLERANCE_SECONDS } from "../../sdk/heartbeats/node-keys.ts";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";
import { periodAt, periodEnd } from "../../sdk/rules/minting-period.ts";
import { REAL_GRID_UPTIME_RULES } from "../../sdk/rules/uptime-rules.ts";

/** A heartbeat is not taken. */
export interface Refused {
  readonly error: Refusal;
  readonly message: string;
}

/** Heartbeats come as they are sent; those that come when their period is closed are appeals. */
export type Kind = "heartbeat" | "appeal";

export interface Timing {
  readonly period: number;
  readonly isAppeal: boolean;
}

/** What a heartbeat's time says, before anything expensive: which period it belongs to, or why it is not taken. */
export function judgeTime(
  { sentAt }: Pick<Heartbeat, "sentAt">,
  { kind, now, schedule }: { readonly kind: Kind; readonly now: number; readonly schedule: PeriodSchedule },
): Timing | Refused {
  if (sentAt > now + CLOCK_TOLERANCE_SECONDS) {
    return refused("fromFuture", `It was sent at ${sentAt}, but it is ${now} here: set the node's clock.`);
  }
  if (sentAt < schedule.startSeconds) {
    return refused("outOfRange", `It was sent at ${sentAt}, before the first period: set the node's clock.`);
  }
  const period = periodAt(schedule, sentAt);
  const closedAt = periodEnd(schedule, period) + REAL_GRID_UPTIME_RULES.afterPeriodSeconds;
  const isAppeal = now >= closedAt;
  if (isAppeal && kind === "heartbeat") {
    return refused("periodClosed", `Period ${period} is closed since ${closedAt}; send it as an appeal.`);
  }
  if (now >= closedAt + schedule.lengthSeconds) {
    return refused("periodClosed", `Appeals to period ${period} have ended at ${closedAt + schedule.lengthSeconds}.`);
  }
  return { period, isAppeal };
}

export function refused(error: Refusal, message: string): Refused {
  return { error, message };
}

export function isRefused(judged: object): judged is Refused {
  return "error" in judged;
}
