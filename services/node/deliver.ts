import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import type { AgentLog } from "./agent-log.ts";
import type { AgentMetrics } from "./agent-metrics.ts";
import type { HeartbeatResult } from "../../sdk/heartbeats/collector-api.ts";
import type { Collector } from "./collector.ts";
import { MOST_HEARTBEATS } from "../../sdk/heartbeats/collector-api.ts";
import type { Cursors } from "./cursors.ts";
import type { Journal } from "./journal.ts";

/** For so long a collector may not know the node or its new key yet, in seconds. */
const SETTLING_SECONDS = 86_400;

/** What a collector says of heartbeats that it may still take later. */
const NOT_YET = ["wrongNode", "badSignature"];

export interface DeliveryParts {
  readonly journal: Journal;
  readonly cursors: Cursors;
  readonly log: AgentLog;
  readonly metrics: AgentMetrics;
  /** Unix time in seconds. */
  readonly now: () => number;
  /** Told of a sequence number that another machine used. */
  readonly onFork: (collector: Collector, sequence: number) => void;
}

/**
 * Brings a collector what it has not got, oldest first.
 *
 * @returns Whether it now has everything; false when it is to be asked again later
 * @throws {CollectorError} When it does not answer, or refuses as a whole
 */
export async function deliver(parts: DeliveryParts, collector: Collector): Promise<boolean> {
  const { journal, cursors, metrics } = parts;
  const pending = () => journal.after(cursors.of(collector.url).sequence);
  for (let waiting = pending(); waiting.length > 0; waiting = pending()) {
    metrics.pending.set({ collector: collector.url }, waiting.length);
    const batch = waiting.slice(0, MOST_HEARTBEATS);
    const results = await collector.post(batch);
    if (!settle(parts, collector, batch, results)) return false;
  }
  metrics.pending.set({ collector: collector.url }, 0);
  return true;
}

/** Takes note of what became of each heartbeat, up to the first one that is to be brought again. */
function settle(
  parts: DeliveryParts,
  collector: Collector,
  batch: readonly SignedHeartbeat[],
  results: readonly HeartbeatResult[],
): boolean {
  const { cursors } = parts;
  let { sequence, acceptedSequence } = cursors.of(collector.url);
  let isComplete = true;
  for (const [index, heartbeat] of batch.entries()) {
    const result = results[index];
    if (result === undefined || isForLater(parts, collector, heartbeat, result)) {
      isComplete = false;
      break;
    }
    ({ sequence } = heartbeat);
    if (result.status === "stored" || result.status === "duplicate") acceptedSequence = sequence;
    else report(parts, collector, { ...result, sequence });
  }
  cursors.set(collector.url, { sequence, acceptedSequence });
  return isComplete;
}

/** A refusal that time may heal: a clock that is ahead, a collector that has not seen the registration. */
function isForLater(
  { now, log }: DeliveryParts,
  { url }: Collector,
  { sequence, sentAt }: SignedHeartbeat,
  { status, error, message }: HeartbeatResult,
): boolean {
  if (status !== "refused" || error === undefined) return false;
  if (error !== "fromFuture" && !(NOT_YET.includes(error) && now() < sentAt + SETTLING_SECONDS)) return false;
  const advice =
    error === "fromFuture"
      ? "The clock of this machine is ahead of the collector's: set it by a time server."
      : "It is brought again, for a day.";
  log.warn({ collector: url, sequence, error, reason: message }, `A heartbeat is not taken yet. ${advice}`);
  return true;
}

function report(
  { log, metrics, onFork }: DeliveryParts,
  collector: Collector,
  result: HeartbeatResult & { readonly sequence: number },
): void {
  const { sequence, status, error, message } = result;
  if (status === "conflict") onFork(collector, sequence);
  else {
    metrics.refused.inc({ collector: collector.url, error: error ?? "unknown" });
    log.error({ collector: collector.url, sequence, error, reason: message }, "A heartbeat is refused for good.");
  }
}
