import { z } from "zod";
import { toHeartbeatJson } from "../../sdk/heartbeats/heartbeat-json.ts";
import type { HeartbeatScope, SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import { GridError } from "../../sdk/grid-error.ts";

/** How long a collector may take to answer, in milliseconds. */
const TIMEOUT = 30_000;

/** A collector takes so many heartbeats at once. */
export const MOST_AT_ONCE = 500;

const results = z.object({
  results: z.array(
    z.object({
      nodeId: z.int(),
      sequence: z.int(),
      status: z.enum(["stored", "duplicate", "conflict", "refused"]),
      error: z.string().optional(),
      message: z.string().optional(),
    }),
  ),
});

const latest = z.object({ sequence: z.int().nullable() });

const refusal = z.object({ error: z.string(), message: z.string() });

/** What a collector did with a heartbeat. */
export type DeliveryResult = z.output<typeof results>["results"][number];

/** Who keeps heartbeats for attestors. */
export interface Collector {
  readonly url: string;
  /** Brings heartbeats; the answers are in their order. */
  readonly post: (heartbeats: readonly SignedHeartbeat[]) => Promise<readonly DeliveryResult[]>;
  /** Brings those of a closed period. */
  readonly appeal: (heartbeats: readonly SignedHeartbeat[]) => Promise<readonly DeliveryResult[]>;
  /** The highest sequence number that it has of a node; 0 when it has none. */
  readonly latestSequence: (nodeId: number) => Promise<number>;
}

/** The collector at a URL, for the heartbeats of one grid. */
export function connectCollector(url: string, { chainId, directory }: HeartbeatScope): Collector {
  const base = url.replace(/\/+$/, "");
  const bring = async (path: string, heartbeats: readonly SignedHeartbeat[]) => {
    const body = JSON.stringify({ chainId: Number(chainId), directory, heartbeats: heartbeats.map(toHeartbeatJson) });
    const headers = { "content-type": "application/json" };
    const answer = await ask(base, `${base}${path}`, { method: "POST", headers, body });
    const told = readAnswer(base, results, answer).results;
    if (!heartbeats.every(({ sequence }, index) => told[index]?.sequence === sequence)) {
      throw new CollectorError(base, "answered about other heartbeats than it was given");
    }
    return told;
  };
  return {
    url: base,
    post: (heartbeats) => bring("/v1/heartbeats", heartbeats),
    appeal: (heartbeats) => bring("/v1/appeals", heartbeats),
    latestSequence: async (nodeId) => {
      const answer = await ask(base, `${base}/v1/nodes/${nodeId}/latest`, {});
      return readAnswer(base, latest, answer).sequence ?? 0;
    },
  };
}

async function ask(url: string, address: string, request: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(address, { ...request, signal: AbortSignal.timeout(TIMEOUT) });
    const document: unknown = await response.json();
    if (response.ok) return document;
    const told = refusal.safeParse(document);
    throw new CollectorError(url, told.success ? `refused: ${told.data.message}` : `answered ${response.status}`);
  } catch (cause) {
    throw cause instanceof CollectorError ? cause : new CollectorError(url, "does not answer", cause);
  }
}

function readAnswer<Answer>(url: string, schema: z.ZodType<Answer>, document: unknown): Answer {
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw new CollectorError(url, "does not answer like a collector", parsed.error);
  return parsed.data;
}

/** A collector did not take what it was given. */
export class CollectorError extends GridError {
  override readonly name = "CollectorError";

  constructor(url: string, defect: string, cause?: unknown) {
    super(`The collector ${url} ${defect}.`, { hint: "Check its address; it is tried again.", cause });
  }
}
