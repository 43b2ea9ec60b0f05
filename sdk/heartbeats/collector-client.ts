import { z } from "zod";
import { GridError } from "../grid-error.ts";
import type { HeartbeatResult, LatestHeartbeat, NodeUptime } from "./collector-api.ts";
import {
  MOST_HEARTBEATS,
  MOST_PER_PAGE,
  conflictsOf,
  heartbeatResults,
  latestHeartbeat,
  nodeUptime,
  pageOf,
} from "./collector-api.ts";
import { heartbeatJson, toHeartbeatJson } from "./heartbeat-json.ts";
import type { HeartbeatScope, SignedHeartbeat } from "./heartbeat.ts";

/** How long a request may take, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;

const heartbeatPage = pageOf(heartbeatJson);
const conflictList = conflictsOf(heartbeatJson);
const refusal = z.object({ error: z.string(), message: z.string() });

/** A page of heartbeats as a collector keeps them. */
export type HeartbeatPage = z.output<typeof heartbeatPage>;

/** Two different heartbeats with one number. */
export type HeartbeatConflict = z.output<typeof conflictList>["conflicts"][number];

/** Where a page begins and how much of it is read. */
export interface Paging {
  readonly after?: string;
  readonly limit?: number;
}

/** A collector, as those see it who send to it and read from it. Whatever fails is a {@link CollectorError}. */
export interface CollectorClient {
  readonly url: string;
  /** Sends heartbeats; what was stored, or was a duplicate, is safe once this returns. Splits them into requests. */
  readonly sendHeartbeats: (
    heartbeats: readonly SignedHeartbeat[],
    scope?: HeartbeatScope,
  ) => Promise<HeartbeatResult[]>;
  /** The same for heartbeats of closed periods. */
  readonly sendAppeals: (heartbeats: readonly SignedHeartbeat[], scope?: HeartbeatScope) => Promise<HeartbeatResult[]>;
  readonly readPage: (period: number, paging?: Paging) => Promise<HeartbeatPage>;
  /** All heartbeats that are read for a period, ordered by node, time and sequence, page by page. */
  readonly readPeriod: (period: number) => AsyncGenerator<SignedHeartbeat>;
  /** Those of one node. */
  readonly readNode: (nodeId: number, period: number) => AsyncGenerator<SignedHeartbeat>;
  readonly readLatest: (nodeId: number) => Promise<LatestHeartbeat>;
  /** By the proportional rules, for a threshold in thousandths of the period. */
  readonly readUptime: (nodeId: number, period: number, thresholdPermille: number) => Promise<NodeUptime>;
  readonly readConflicts: (period: number) => Promise<HeartbeatConflict[]>;
}

/** Makes a client for the collector at a url such as https://collector.example. */
export function createCollectorClient(url: string): CollectorClient {
  const base = url.replace(/\/+$/, "");
  const get = <Schema extends z.ZodType>(path: string, schema: Schema) => ask(`${base}${path}`, schema);
  const send = async (path: string, heartbeats: readonly SignedHeartbeat[], scope: HeartbeatScope | undefined) => {
    const all: HeartbeatResult[] = [];
    for (let start = 0; start < heartbeats.length; start += MOST_HEARTBEATS) {
      const part = heartbeats.slice(start, start + MOST_HEARTBEATS).map(toHeartbeatJson);
      const target = scope && { chainId: Number(scope.chainId), directory: scope.directory };
      const { results } = await ask(`${base}${path}`, heartbeatResults, { heartbeats: part, ...target });
      all.push(...results);
    }
    return all;
  };
  const pages = async function* (path: string): AsyncGenerator<SignedHeartbeat> {
    for (let after: string | null = ""; after !== null;) {
      const page: HeartbeatPage = await get(
        `${path}limit=${MOST_PER_PAGE}${after && `&after=${after}`}`,
        heartbeatPage,
      );
      yield* page.heartbeats;
      after = page.next;
    }
  };
  return {
    url: base,
    sendHeartbeats: (heartbeats, scope) => send("/v1/heartbeats", heartbeats, scope),
    sendAppeals: (heartbeats, scope) => send("/v1/appeals", heartbeats, scope),
    readPage: (period, { after, limit = MOST_PER_PAGE } = {}) =>
      get(
        `/v1/periods/${period}/heartbeats?limit=${limit}${after === undefined ? "" : `&after=${after}`}`,
        heartbeatPage,
      ),
    readPeriod: (period) => pages(`/v1/periods/${period}/heartbeats?`),
    readNode: (nodeId, period) => pages(`/v1/nodes/${nodeId}/heartbeats?period=${period}&`),
    readLatest: (nodeId) => get(`/v1/nodes/${nodeId}/latest`, latestHeartbeat),
    readUptime: (nodeId, period, thresholdPermille) =>
      get(`/v1/nodes/${nodeId}/uptime?period=${period}&thresholdPermille=${thresholdPermille}`, nodeUptime),
    readConflicts: async (period) => (await get(`/v1/conflicts?period=${period}`, conflictList)).conflicts,
  };
}

async function ask<Schema extends z.ZodType>(url: string, schema: Schema, body?: object): Promise<z.output<Schema>> {
  const response = await request(url, body);
  const document = await response.json().catch(() => undefined);
  if (!response.ok) throw refusalOf(url, response, document);
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new CollectorError(url, "does not answer as a collector does", { code: "unreadable", cause: parsed.error });
}

async function request(url: string, body: object | undefined): Promise<Response> {
  const signal = AbortSignal.timeout(REQUEST_TIMEOUT);
  const headers = { "content-type": "application/json" };
  try {
    return await fetch(
      url,
      body === undefined ? { signal } : { method: "POST", headers, body: JSON.stringify(body), signal },
    );
  } catch (cause) {
    throw new CollectorError(url, "does not answer", { code: "unreachable", cause });
  }
}

function refusalOf(url: string, { status, headers }: Response, document: unknown): CollectorError {
  const told = refusal.safeParse(document);
  const [code, message] = told.success ? [told.data.error, told.data.message] : ["unreadable", `HTTP status ${status}`];
  const retryAfterSeconds = Number(headers.get("retry-after") ?? Number.NaN);
  return new CollectorError(url, `refuses: ${message}`, {
    code,
    ...(Number.isFinite(retryAfterSeconds) ? { retryAfterSeconds } : {}),
  });
}

/** A collector did not do what it was asked for. */
export class CollectorError extends GridError {
  override readonly name = "CollectorError";
  /** What the collector calls it; "unreachable" when nobody answered, "unreadable" when it was no collector. */
  readonly code: string;
  /** When it is worth to try again; undefined where the collector did not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor(url: string, defect: string, options: { code: string; retryAfterSeconds?: number; cause?: unknown }) {
    super(`The collector at ${new URL(url).host} ${defect}`.replace(/\.?$/, "."), {
      hint: "Check its address; heartbeats that it did not acknowledge can be sent again at any time.",
      cause: options.cause,
    });
    this.code = options.code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
