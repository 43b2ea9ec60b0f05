import type { HeartbeatResult } from "../../sdk/heartbeats/collector-api.ts";
import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import type { Collector } from "./collector.ts";
import { MOST_HEARTBEATS } from "../../sdk/heartbeats/collector-api.ts";
import { CollectorError } from "../../sdk/heartbeats/collector-client.ts";

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

/** Brings a collector the heartbeats of a closed period. One that does not answer keeps no other from being heard. */
export async function appealTo(collector: Collector, heartbeats: readonly SignedHeartbeat[]): Promise<AppealOutcome> {
  const counts = { stored: 0, duplicate: 0, conflict: 0, refused: 0 };
  const reasons = new Set<string>();
  for (let first = 0; first < heartbeats.length; first += MOST_HEARTBEATS) {
    const part = heartbeats.slice(first, first + MOST_HEARTBEATS);
    for (const { status, message } of await bring(collector, part)) {
      counts[status]++;
      if (status === "refused" && message !== undefined) reasons.add(message);
    }
  }
  const { stored, ...others } = counts;
  return { collector: collector.url, accepted: stored, ...others, reasons: [...reasons] };
}

async function bring(
  collector: Collector,
  heartbeats: readonly SignedHeartbeat[],
): Promise<readonly Pick<HeartbeatResult, "status" | "message">[]> {
  try {
    return await collector.appeal(heartbeats);
  } catch (error) {
    if (!(error instanceof CollectorError)) throw error;
    return heartbeats.map(() => ({ status: "refused", message: error.message }));
  }
}
