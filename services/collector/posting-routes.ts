import { z } from "zod";
import { MOST_HEARTBEATS, describedHeartbeat, heartbeatResults } from "../../sdk/heartbeats/collector-api.ts";
import type { HeartbeatScope } from "../../sdk/heartbeats/heartbeat.ts";
import { errorAnswer } from "../http/answer-error.ts";
import type { HttpServer } from "../http/create-server.ts";
import { HttpError } from "../http/http-error.ts";
import type { Acceptance } from "./accept-heartbeats.ts";
import { acceptHeartbeats } from "./accept-heartbeats.ts";
import { clientSource } from "./client-source.ts";
import type { CollectorMetrics } from "./collector-metrics.ts";
import type { Kind } from "./judge-heartbeat.ts";
import { createLoadLimit } from "./load-limit.ts";

// Each heartbeat is read by itself, so that a malformed one is refused and the others are taken; people see its shape.
const heartbeatsBody = z.strictObject({
  heartbeats: z.array(describedHeartbeat).min(1).max(MOST_HEARTBEATS),
  /** Which grid the sender takes this for. */
  chainId: z.int().min(1).optional(),
  directory: z.string().max(100).optional(),
});

export interface Posting extends Acceptance {
  readonly scope: HeartbeatScope;
  readonly metrics: CollectorMetrics;
}

const ROUTES: readonly (readonly [url: string, kind: Kind, description: string])[] = [
  [
    "/v1/heartbeats",
    "heartbeat",
    "Heartbeats, in any order, until their period closes; answers once they are on the disk",
  ],
  ["/v1/appeals", "appeal", "Heartbeats of closed periods, as evidence for attestors"],
];

/** The routes by which nodes send heartbeats. */
export function addPostingRoutes(server: HttpServer, posting: Posting): void {
  const load = createLoadLimit();
  posting.metrics.watchUnderWay(load.underWay);
  for (const [url, kind, description] of ROUTES) {
    const response = { 200: heartbeatResults, "4xx": errorAnswer, "5xx": errorAnswer };
    server.post(url, { schema: { description, body: heartbeatsBody, response } }, async ({ body, ip }) => {
      requireScope(posting.scope, body);
      const source = clientSource(ip);
      const { heartbeats: documents } = body;
      const results = await load.within(source, documents.length, () =>
        acceptHeartbeats(posting, { documents, kind, source }),
      );
      posting.metrics.countResults(results);
      return { results };
    });
  }
}

function requireScope(
  scope: HeartbeatScope,
  { chainId, directory }: { chainId?: number | undefined; directory?: string | undefined },
): void {
  const isChain = chainId === undefined || BigInt(chainId) === scope.chainId;
  const isDirectory = directory === undefined || directory.toLowerCase() === scope.directory.toLowerCase();
  if (isChain && isDirectory) return;
  throw new HttpError(
    409,
    "wrongChain",
    `This collector serves the Directory ${scope.directory} on chain ${scope.chainId}: send to a collector of your own grid.`,
  );
}
