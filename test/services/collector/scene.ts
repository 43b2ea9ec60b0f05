import type { Wallet } from "ethers";
import { Wallet as EthersWallet, toBeHex } from "ethers";
import { pino } from "pino";
import { toHeartbeatJson } from "../../../sdk/heartbeats/heartbeat-json.ts";
import type { HeartbeatJson } from "../../../sdk/heartbeats/heartbeat-json.ts";
import type { HeartbeatResult } from "../../../sdk/heartbeats/collector-api.ts";
import type { Heartbeat, SignedHeartbeat } from "../../../sdk/heartbeats/heartbeat.ts";
import { signHeartbeat } from "../../../sdk/heartbeats/sign-heartbeat.ts";
import type { CollectorOptions } from "../../../services/collector/create-collector.ts";
import { createCollector } from "../../../services/collector/create-collector.ts";
import type { NodeRegistry } from "../../../services/collector/node-registry.ts";
import { openCollectorDatabase } from "../../../services/collector/create-collector.ts";
import type { Database } from "../../../services/database/database.ts";
import { freshDatabase } from "../fresh-database.ts";

export const SCOPE = { chainId: 31_337n, directory: "0x5FbDB2315678afecb367f032d93F642f64180aa3" };
export const SCHEDULE = { startSeconds: 1_000_000, lengthSeconds: 100_000 };

/** Some moment in period 5. */
export const NOW = SCHEDULE.startSeconds + 5 * SCHEDULE.lengthSeconds + 50_000;
export const PERIOD_END = SCHEDULE.startSeconds + 6 * SCHEDULE.lengthSeconds;

/** For how long after its end a period stays open. */
export const AFTER_PERIOD = 97_200;

const NODE_COUNT = 20;

/** The key of a node: nodes 1 … 20 are registered. */
export function keyOfNode(nodeId: number): Wallet {
  return new EthersWallet(toBeHex(nodeId + 1000, 32));
}

export function heartbeat(changes: Partial<Heartbeat> = {}): Heartbeat {
  const { sequence = 1 } = changes;
  return {
    nodeId: 1,
    sequence,
    sentAt: NOW - 40_000 + sequence * 2400,
    uptimeSeconds: sequence * 2400,
    cru: 8,
    mruBytes: 2n ** 35n,
    sruBytes: 2n ** 64n - 1n,
    hruBytes: 0n,
    isSimulated: false,
    traffic: [],
    ...changes,
  };
}

/** A heartbeat of a node, signed by its own key. */
export function signed(changes: Partial<Heartbeat> = {}, key?: Wallet): Promise<SignedHeartbeat> {
  const one = heartbeat(changes);
  return signHeartbeat(key ?? keyOfNode(one.nodeId), SCOPE, one);
}

const KEYS = new Map(
  Array.from({ length: NODE_COUNT }, (_, index) => {
    const key = keyOfNode(index + 1).address.toLowerCase();
    return [index + 1, [{ key, from: 0, until: Infinity }]];
  }),
);

/** Knows nodes 1 … 20 by one key each. */
export function fixedRegistry(changes: Partial<NodeRegistry> = {}): NodeRegistry {
  return {
    keysOf: (nodeId) => KEYS.get(nodeId),
    refresh: () => Promise.resolve(),
    refreshForUnknown: () => Promise.resolve(),
    refreshedAt: () => NOW,
    ...changes,
  };
}

const silent = pino({ level: "silent" });

let shared: Promise<Database> | undefined;

/** To make a database takes seconds, so a process makes one, which its tests use one after the other. */
async function emptyDatabase(): Promise<Database> {
  shared ??= freshDatabase().then((location) => openCollectorDatabase(location, silent));
  const database = await shared;
  await database.query("truncate collector.heartbeats, collector.conflicts");
  return { ...database, close: () => Promise.resolve() };
}

export type Scene = Awaited<ReturnType<typeof collectorScene>>;

/** A collector on an empty database; time stands still until a test sets it. */
export async function collectorScene(changes: Partial<CollectorOptions> = {}) {
  const database = changes.database ?? (await emptyDatabase());
  const clock = { now: NOW };
  const logged: string[] = [];
  const server = await createCollector({
    scope: SCOPE,
    schedule: SCHEDULE,
    registry: fixedRegistry(),
    powerEventsOf: () => Promise.resolve([]),
    now: () => clock.now,
    logger: pino({}, { write: (line: string) => logged.push(line) }),
    threads: 1,
    requestsPerMinute: 100_000,
    ...changes,
    database,
  });
  const post = async (url: string, body: unknown, remoteAddress = "10.0.0.1") => {
    const response = await server.inject({
      method: "POST",
      url,
      headers: { "content-type": "application/json" },
      payload: typeof body === "string" ? body : JSON.stringify(body),
      remoteAddress,
    });
    return { status: response.statusCode, headers: response.headers, body: response.json<Answer>() };
  };
  return {
    server,
    clock,
    logged,
    post,
    database,
    get: async (url: string) => {
      const response = await server.inject(url);
      return { status: response.statusCode, body: response.json<Answer>() };
    },
    /** Sends heartbeats and tells what became of each: its status, or why it was refused. */
    send: async (heartbeats: readonly (SignedHeartbeat | object)[], url = "/v1/heartbeats") => {
      const { body } = await post(url, { heartbeats: heartbeats.map(toDocument) });
      return body.results?.map(({ status, error }) => error ?? status);
    },
    stop: () => server.close(),
  };
}

/** Whatever a collector answers. */
interface Answer {
  readonly error?: string;
  readonly message?: string;
  readonly results?: HeartbeatResult[];
  readonly heartbeats: HeartbeatJson[];
  readonly appeals: object[];
  readonly next: string | null;
  readonly conflicts: { nodeId: number; sequence: number; heartbeats: HeartbeatJson[] }[];
  readonly sequence?: number | null;
  readonly sentAt?: number | null;
}

function toDocument(one: SignedHeartbeat | object): object {
  return "mruBytes" in one && typeof one.mruBytes === "bigint" ? toHeartbeatJson(one) : one;
}
