import type { SignedHeartbeat } from "../../../sdk/heartbeats/heartbeat.ts";
import type { HeartbeatResult } from "../../../sdk/heartbeats/collector-api.ts";
import type { Collector } from "../../../services/node/collector.ts";
import { CollectorError } from "../../../sdk/heartbeats/collector-client.ts";

/** What a collector refuses, and how it says so. */
type Refusal = (heartbeat: SignedHeartbeat) => HeartbeatResult["error"];

/** A collector in this process. Tests take it down, make it refuse and look at what it has. */
export interface MemoryCollector extends Collector {
  /** All that it has, in the order in which it came. */
  readonly stored: SignedHeartbeat[];
  readonly appealed: SignedHeartbeat[];
  isDown: boolean;
  refuse: Refusal;
  requests: number;
}

export function memoryCollector(url: string): MemoryCollector {
  const signatures = new Map<string, string>();
  const take = (place: SignedHeartbeat[]) => (heartbeats: readonly SignedHeartbeat[]) => {
    collector.requests++;
    if (collector.isDown) return Promise.reject(new CollectorError(url, "does not answer", { code: "unreachable" }));
    return Promise.resolve(heartbeats.map((heartbeat) => receive({ place, signatures }, heartbeat, collector.refuse)));
  };
  const [stored, appealed]: SignedHeartbeat[][] = [[], []];
  const collector: MemoryCollector = {
    url,
    stored: stored!,
    appealed: appealed!,
    isDown: false,
    requests: 0,
    refuse: () => undefined,
    post: (heartbeats) => take(collector.stored)(heartbeats),
    appeal: (heartbeats) => take(collector.appealed)(heartbeats),
    latestSequence: (nodeId) => {
      if (collector.isDown) return Promise.reject(new CollectorError(url, "does not answer", { code: "unreachable" }));
      const own = collector.stored.filter((one) => one.nodeId === nodeId);
      return Promise.resolve(Math.max(0, ...own.map(({ sequence }) => sequence)));
    },
  };
  return collector;
}

function receive(
  { place, signatures }: { place: SignedHeartbeat[]; signatures: Map<string, string> },
  heartbeat: SignedHeartbeat,
  refuse: Refusal,
): HeartbeatResult {
  const { nodeId, sequence, signature } = heartbeat;
  const error = refuse(heartbeat);
  if (error !== undefined) return { nodeId, sequence, status: "refused", error, message: `It says ${error}.` };
  const known = signatures.get(`${nodeId}:${sequence}`);
  if (known === signature) return { nodeId, sequence, status: "duplicate" };
  place.push(heartbeat);
  if (known !== undefined) return { nodeId, sequence, status: "conflict" };
  signatures.set(`${nodeId}:${sequence}`, signature);
  return { nodeId, sequence, status: "stored" };
}
