import type { MeteredHeartbeat } from "../../../sdk/rules/meter-node.ts";
import { START } from "./uptime-events.ts";

const TB = 10n ** 12n;

/** A heartbeat whose time is told in seconds after the start of the period. */
export function heartbeat(at: number, uptimeSeconds: number, others: Partial<MeteredHeartbeat> = {}): MeteredHeartbeat {
  const capacity = { cru: 8, mruBytes: TB, sruBytes: TB, hruBytes: TB };
  return { sequence: 1, sentAt: START + at, uptimeSeconds, ...capacity, traffic: [], ...others };
}
