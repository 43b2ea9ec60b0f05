import { createCollectorClient } from "../../sdk/heartbeats/collector-client.ts";
import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import type { HeartbeatSource } from "./heartbeat-source.ts";

/** So many heartbeats of one node are read of a period: one every minute, and more. */
const MOST_OF_NODE = 50_000;

/** A collector over HTTP. */
export function collectorSource(url: string): HeartbeatSource {
  const client = createCollectorClient(url);
  return {
    name: client.url,
    readPage: ({ period, after }) => client.readPage(period, after === undefined ? {} : { after }),
    readNode: async ({ period, nodeId }) => {
      const heartbeats: SignedHeartbeat[] = [];
      for await (const heartbeat of client.readNode(nodeId, period)) {
        if (heartbeats.push(heartbeat) === MOST_OF_NODE) break;
      }
      return heartbeats;
    },
  };
}
