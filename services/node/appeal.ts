import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import type { Collector } from "./collector.ts";
import { MOST_HEARTBEATS } from "../../sdk/heartbeats/collector-api.ts";

/** What a collector made of the heartbeats of an appeal. */
export interface AppealOutcome {
  readonly collector: string;
  readonly accepted: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly refused: number;
  /** Why some were refused, each reason once. */
  readonly reasons: readonly string[];
}

/** Brings a collector the heartbeats of a closed period. */
export async function appealTo(collector: Collector, heartbeats: readonly SignedHeartbeat[]): Promise<AppealOutcome> {
  const counts = { stored: 0, duplicate: 0, conflict: 0, refused: 0 };
  const reasons = new Set<string>();
  for (let first = 0; first < heartbeats.length; first += MOST_HEARTBEATS) {
    for (const { status, message } of await collector.appeal(heartbeats.slice(first, first + MOST_HEARTBEATS))) {
      counts[status]++;
      if (status === "refused" && message !== undefined) reasons.add(message);
    }
  }
  const { stored, ...others } = counts;
  return { collector: collector.url, accepted: stored, ...others, reasons: [...reasons] };
}
