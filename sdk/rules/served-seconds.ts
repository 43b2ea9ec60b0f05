import { createNodeMeter, meterNode } from "./meter-node.ts";
import type { NodeEvidence } from "./meter-node.ts";
import { PROPORTIONAL_UPTIME_RULES } from "./uptime-rules.ts";
import type { UptimeRules } from "./uptime-rules.ts";
import { readUptimeMeter } from "./uptime-meter.ts";

/** As farmers are paid, but a sleeping node serves nobody: the farmer may save power, the tenant does not pay for it. */
const SERVICE_RULES: UptimeRules = { ...PROPORTIONAL_UPTIME_RULES, maxSleepSeconds: 0 };

/**
 * For how many seconds of [from, to) a node was proven up, as an availability statement says. The interval is judged as a
 * period is, so the first heartbeat after its end proves the time up to the end: wait for that before signing.
 *
 * @param heartbeats In the order of `orderHeartbeats`; those outside the interval may be given too
 * @param powerEvents In the order of the chain; those from before the interval tell whether the node began it asleep
 * @param from Unix time in seconds
 * @param to Unix time in seconds, not part of the interval
 * @throws UptimeEventOrderError when heartbeats or power events are not in order
 */
export function servedSeconds(
  { heartbeats, powerEvents }: Pick<NodeEvidence, "heartbeats" | "powerEvents">,
  from: number,
  to: number,
): number {
  const meter = createNodeMeter({ start: from, end: to }, { uptime: SERVICE_RULES });
  meterNode(meter, { heartbeats, powerEvents, ipIntervals: [] });
  return readUptimeMeter(meter.uptime).uptimeSeconds;
}
