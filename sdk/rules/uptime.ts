import { createUptimeMeter, readUptimeMeter, reportUptime, setPowerState, setPowerTarget } from "./uptime-meter.ts";
import type { Power, ProvenUptime } from "./uptime-meter.ts";
import { REAL_GRID_UPTIME_RULES } from "./uptime-rules.ts";
import type { UptimeRules } from "./uptime-rules.ts";

/**
 * Something a node or its farmer recorded on chain, at a unix time in seconds: a report of the seconds since boot, the
 * state the node set, or the target the farmer set.
 */
export type UptimeEvent =
  | readonly [at: number, kind: "uptime", uptimeSeconds: number]
  | readonly [at: number, kind: "powerState" | "powerTarget", power: Power];

/**
 * Judges the reports of one node in one period: how long it was up, and whether it said something impossible.
 *
 * Power events from before the period may lead, to tell whether the node began it asleep; reports from before are
 * ignored. Events up to 27 hours after the period are read too: one report may prove the time from the last one to the
 * end.
 *
 * Source: threefoldtech/minting_v3 fc7e17d, whose decisions are kept where they surprise.
 *
 * @param events Events of one node in the order of the chain
 * @param period Unix times in seconds; `start` belongs to the period, `end` to the next one
 * @throws {UptimeEventOrderError} When an event is older than the one before it
 */
export function replayUptime(
  events: Iterable<UptimeEvent>,
  period: { readonly start: number; readonly end: number },
  rules: UptimeRules = REAL_GRID_UPTIME_RULES,
): ProvenUptime {
  const meter = createUptimeMeter(period, rules);
  for (const [at, kind, value] of events) {
    if (kind === "uptime") reportUptime(meter, at, value);
    else if (kind === "powerTarget") setPowerTarget(meter, at, value);
    else setPowerState(meter, at, value);
  }
  return readUptimeMeter(meter);
}
