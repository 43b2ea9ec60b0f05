import type { HeartbeatScope, SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import type { AgentLog } from "./agent-log.ts";
import { backoffSeconds } from "./backoff.ts";
import type { HeartbeatResult } from "../../sdk/heartbeats/collector-api.ts";
import type { Collector } from "./collector.ts";
import { MOST_HEARTBEATS } from "../../sdk/heartbeats/collector-api.ts";
import type { Fleet } from "./fleet-file.ts";
import type { KnownNode } from "./fleet-heartbeats.ts";
import { fleetHeartbeats } from "./fleet-heartbeats.ts";
import { createFleetSigner } from "./fleet-signer.ts";

/** A collector that does not answer is asked again so often. */
const MOST_TRIES = 12;

const RETRY = { first: 1, most: 60 };

export interface FleetOptions {
  readonly fleet: Pick<Fleet, "from" | "to" | "speed">;
  readonly nodes: readonly KnownNode[];
  readonly scope: HeartbeatScope;
  /** A private key by its number. */
  readonly keyOf: (index: number) => string;
  readonly collectors: readonly Collector[];
  readonly log: AgentLog;
  /** Seconds that pass by themselves. */
  readonly uptime: () => number;
  readonly sleep: (seconds: number) => Promise<void>;
}

/** How many heartbeats there were, and what each collector made of them. */
export interface FleetOutcome {
  readonly heartbeats: number;
  readonly collectors: readonly (Readonly<Record<HeartbeatResult["status"], number>> & { readonly url: string })[];
}

/** Plays a fleet: its heartbeats go to every collector, in the order in which they are made. */
export async function runFleet(options: FleetOptions): Promise<FleetOutcome> {
  const { nodes, fleet, collectors } = options;
  const outcomes = collectors.map((collector) => ({
    collector,
    counts: { stored: 0, duplicate: 0, conflict: 0, refused: 0 },
  }));
  const signFor = fleetSigning(options);
  const waitUntil = simulatedClock(options);
  let [heartbeats, batch] = [0, [] as SignedHeartbeat[]];
  const flush = async () => {
    const full = batch;
    batch = [];
    heartbeats += full.length;
    await Promise.all(outcomes.map((outcome) => bring(options, outcome, full)));
  };
  for (const scripted of fleetHeartbeats(nodes, fleet.to)) {
    const isLater = batch.length > 0 && waitUntil(scripted.at) > 0;
    if (isLater || batch.length === MOST_HEARTBEATS) await flush();
    await options.sleep(waitUntil(scripted.at));
    batch.push(signFor(scripted.node, scripted.heartbeat));
  }
  if (batch.length > 0) await flush();
  return { heartbeats, collectors: outcomes.map(({ collector, counts }) => ({ url: collector.url, ...counts })) };
}

function fleetSigning({ scope, keyOf }: FleetOptions) {
  const sign = createFleetSigner(scope);
  return ({ keyIndex }: KnownNode, heartbeat: Parameters<typeof sign>[0]) => sign(heartbeat, keyOf(keyIndex));
}

/** How many seconds there are until the simulated clock shows a moment; as fast as possible there are none. */
function simulatedClock({ fleet: { from, speed }, uptime }: FleetOptions): (at: number) => number {
  if (speed === undefined) return () => 0;
  const startedAt = uptime();
  return (at) => Math.max((at - from) / speed - (uptime() - startedAt), 0);
}

async function bring(
  { log, sleep }: FleetOptions,
  { collector, counts }: { collector: Collector; counts: Record<HeartbeatResult["status"], number> },
  heartbeats: readonly SignedHeartbeat[],
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      for (const { status } of await collector.post(heartbeats)) counts[status]++;
      return;
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
      log.warn({ collector: collector.url, reason: (error as Error).message }, "It is tried again.");
      await sleep(backoffSeconds(tries, RETRY));
    }
  }
}
