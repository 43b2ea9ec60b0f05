import type { HeartbeatResult } from "../../sdk/heartbeats/collector-api.ts";
import { CollectorError, createCollectorClient } from "../../sdk/heartbeats/collector-client.ts";
import type { HeartbeatScope, SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";

/** Who keeps heartbeats for attestors, as an agent sees it. */
export interface Collector {
  readonly url: string;
  /** Brings heartbeats; the answers are in their order. */
  readonly post: (heartbeats: readonly SignedHeartbeat[]) => Promise<readonly HeartbeatResult[]>;
  /** Brings those of a closed period. */
  readonly appeal: (heartbeats: readonly SignedHeartbeat[]) => Promise<readonly HeartbeatResult[]>;
  /** The highest sequence number that it has of a node; 0 when it has none. */
  readonly latestSequence: (nodeId: number) => Promise<number>;
}

/** The collector at a URL, for the heartbeats of one grid. */
export function connectCollector(address: string, scope: HeartbeatScope): Collector {
  const { url, sendHeartbeats, sendAppeals, readLatest } = createCollectorClient(address);
  return {
    url,
    post: async (heartbeats) => inOrder(url, heartbeats, await sendHeartbeats(heartbeats, scope)),
    appeal: async (heartbeats) => inOrder(url, heartbeats, await sendAppeals(heartbeats, scope)),
    latestSequence: async (nodeId) => (await readLatest(nodeId)).sequence ?? 0,
  };
}

/** Whoever forgets a heartbeat because of an answer must know that the answer is about it. */
function inOrder(
  url: string,
  heartbeats: readonly SignedHeartbeat[],
  results: readonly HeartbeatResult[],
): readonly HeartbeatResult[] {
  if (heartbeats.every(({ sequence }, index) => results[index]?.sequence === sequence)) return results;
  throw new CollectorError(url, "answered about other heartbeats than it was given", { code: "unreadable" });
}
