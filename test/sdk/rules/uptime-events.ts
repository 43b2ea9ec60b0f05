import { replayUptime } from "../../../sdk/rules/uptime.ts";
import type { ProvenUptime } from "../../../sdk/rules/uptime-meter.ts";
import type { UptimeEvent } from "../../../sdk/rules/uptime.ts";

/** Period 60 of the real grid. */
export const START = 1_680_353_800;
export const LENGTH = 2_630_880;
export const PERIOD = { start: START, end: START + LENGTH };

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const INTERVAL = 40 * MINUTE;
export const CAP = 41 * MINUTE;

/** What events prove, whose times are told in seconds after the start of the period so that they can be added up. */
export function prove(...events: UptimeEvent[]): ProvenUptime {
  return replayUptime(
    events.map(([at, ...event]) => [START + at, ...event] as UptimeEvent),
    PERIOD,
  );
}

export function report(at: number, uptimeSeconds: number): UptimeEvent {
  return [at, "uptime", uptimeSeconds];
}

/** The farmer asks for sleep and the node obeys a minute later. */
export function goDown(at: number): UptimeEvent[] {
  return [
    [at, "powerTarget", "down"],
    [at + MINUTE, "powerState", "down"],
  ];
}

/** The farmer asks for a boot, which happens then or later; the node reports a minute after it. */
export function wakeUp(requestedAt: number, bootedAt: number): UptimeEvent[] {
  return [
    [requestedAt, "powerTarget", "up"],
    [bootedAt + MINUTE, "powerState", "up"],
    report(bootedAt + MINUTE, MINUTE),
  ];
}
