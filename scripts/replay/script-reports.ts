import { HEARTBEAT_SECONDS } from "../../sdk/heartbeats/heartbeat.ts";

/** When a node reports, and the seconds since its boot that it tells. */
export interface ScriptedReport {
  readonly sentAt: number;
  readonly uptimeSeconds: number;
}

/**
 * Reports of a node that booted late enough in a period to be up for just so long until its end. Its clock gains what goes
 * beyond the period, as those of real nodes did by a second or two. A node that was never up says so once, just booted.
 *
 * @param uptimeSeconds Up to a minute more than the period has
 */
export function scriptReports(
  { start, end }: { readonly start: number; readonly end: number },
  uptimeSeconds: number,
): ScriptedReport[] {
  if (uptimeSeconds === 0) return [{ sentAt: end - 1, uptimeSeconds: 0 }];

  const gainedSeconds = Math.max(uptimeSeconds - (end - start), 0);
  const bootedAt = Math.max(end - uptimeSeconds, start);
  const firstAt = Math.min(bootedAt + HEARTBEAT_SECONDS, end - 1);
  const laterCount = Math.ceil((end - firstAt) / HEARTBEAT_SECONDS);
  const later = Array.from({ length: laterCount }, (_, index) => firstAt + (index + 1) * HEARTBEAT_SECONDS);
  return [
    { sentAt: firstAt, uptimeSeconds: firstAt - bootedAt },
    ...later.map((sentAt) => ({ sentAt, uptimeSeconds: sentAt - bootedAt + gainedSeconds })),
  ];
}
