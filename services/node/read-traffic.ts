import { z } from "zod";
import type { Traffic } from "../../sdk/heartbeats/heartbeat.ts";
import type { AgentLog } from "./agent-log.ts";
import type { AgentMetrics } from "./agent-metrics.ts";
import type { StateKeeper } from "./agent-state.ts";
import type { Hook } from "./hook.ts";

const MOST_BYTES = 2n ** 64n - 1n;

const totals = z.record(
  z.string().regex(/^[1-9]\d*$/),
  z
    .string()
    .regex(/^\d{1,20}$/)
    .refine((text) => BigInt(text) <= MOST_BYTES),
);

export interface TrafficParts {
  readonly nodeId: number;
  readonly state: StateKeeper;
  readonly hook: Hook;
  readonly log: AgentLog;
  readonly metrics: AgentMetrics;
}

/** The traffic of all reservations that run here, as the hook counts it; what it does not tell stays as it was. */
export async function readTraffic(parts: TrafficParts): Promise<readonly Traffic[]> {
  const running = runningIds(parts.state);
  if (running.length === 0) return [];
  const told = await askHook(parts, running);
  for (const id of running) noteTraffic(parts.state, id, told[String(id)]);
  return running
    .map((reservationId) => ({ reservationId, bytes: BigInt(parts.state.record(reservationId)?.trafficBytes ?? 0) }))
    .filter(({ bytes }) => bytes > 0n);
}

function runningIds({ get }: StateKeeper): number[] {
  const records = Object.entries(get().reservations);
  const running = records.filter(([, { form }]) => form !== undefined).map(([id]) => Number(id));
  return running.toSorted((a, b) => a - b);
}

async function askHook({ nodeId, hook, log, metrics }: TrafficParts, reservationIds: readonly number[]) {
  const { isDone, output, defect } = await hook({ kind: "traffic", key: "traffic", nodeId, reservationIds });
  const parsed = isDone ? totals.safeParse(parseJson(output)) : undefined;
  if (parsed?.success) return parsed.data;
  metrics.hookFailures.inc({ kind: "traffic" });
  const reason = isDone ? 'it must print one JSON document like {"12": "1048576"}' : defect;
  log.error({ kind: "traffic", reason }, "The traffic hook failed: the heartbeat repeats the totals before.");
  return {};
}

/** A total never falls: a counter that began anew is not believed. */
function noteTraffic(state: StateKeeper, id: number, told: string | undefined): void {
  const record = state.record(id);
  if (record === undefined || told === undefined || BigInt(told) <= BigInt(record.trafficBytes)) return;
  state.setRecord(id, { ...record, trafficBytes: String(BigInt(told)) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
