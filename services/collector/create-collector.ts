import { availableParallelism } from "node:os";
import type { FastifyBaseLogger } from "fastify";
import { heartbeatDigest } from "../../sdk/heartbeats/heartbeat-digest.ts";
import type { HeartbeatScope } from "../../sdk/heartbeats/heartbeat.ts";
import type { PowerEvent } from "../../sdk/rules/meter-node.ts";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";
import type { Database } from "../database/database.ts";
import { openDatabase } from "../database/open-database.ts";
import { createMetrics } from "../http/create-metrics.ts";
import type { HttpServer } from "../http/create-server.ts";
import { createServer } from "../http/create-server.ts";
import { createCollectorMetrics } from "./collector-metrics.ts";
import { createHeartbeatStore } from "./heartbeat-store.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { NodeRegistry } from "./node-registry.ts";
import { addPostingRoutes } from "./posting-routes.ts";
import { addReadingRoutes } from "./reading-routes.ts";
import { createSignaturePool } from "./signature-pool.ts";

/** 500 heartbeats with the traffic of many reservations. */
const BODY_BYTES = 4 * 1024 * 1024;

/** Enough for a farm of thousands of nodes behind one address. */
const REQUESTS_PER_MINUTE = 1200;

/** How often the chain is asked for new keys, in seconds. */
const REFRESH_SECONDS = 15;

/** From then on it counts as lost, in seconds. */
const CHAIN_LOST_SECONDS = 300;

export interface CollectorOptions {
  /** Opened by {@link openCollectorDatabase}; the collector closes it when it stops. */
  readonly database: Database;
  readonly scope: HeartbeatScope;
  readonly schedule: PeriodSchedule;
  readonly registry: NodeRegistry;
  /** A node's power events, in the order of the chain. */
  readonly powerEventsOf: (nodeId: number) => Promise<readonly PowerEvent[]>;
  /** Unix time in seconds. */
  readonly now: () => number;
  readonly logger: FastifyBaseLogger;
  /** Threads that check signatures; by default as many as there are cores. */
  readonly threads?: number;
  readonly requestsPerMinute?: number;
  readonly trustedProxies?: readonly string[];
}

/** Opens a collector's database: a folder for PGlite, or `postgres://…`, which several collectors can share. */
export function openCollectorDatabase(location: string, logger: FastifyBaseLogger): Promise<Database> {
  return openDatabase({
    location,
    migrations: MIGRATIONS,
    schema: "collector",
    onConnectionError: (error) => {
      logger.warn({ err: error }, "A connection to the database broke.");
    },
  });
}

/** Makes a collector. `listen` starts it; `close` answers what is under way, then stops it and closes its database. */
export async function createCollector(options: CollectorOptions): Promise<HttpServer> {
  const { database, scope, schedule, registry, now, logger, threads = availableParallelism() } = options;
  const signatures = createSignaturePool(threads);
  const stopRefreshing = keepRefreshing(registry, logger);
  const metrics = createMetrics();
  const server = await createServer({
    title: "ThreeFold collector",
    description: "Checks and keeps the heartbeats of 3Nodes",
    logger,
    metrics,
    limits: { bodyBytes: BODY_BYTES, requestsPerMinute: options.requestsPerMinute ?? REQUESTS_PER_MINUTE },
    trustedProxies: options.trustedProxies ?? [],
    findObstacle: async () => {
      const isLost = now() - registry.refreshedAt() > CHAIN_LOST_SECONDS;
      if (isLost) return "The chain has not answered for 5 minutes, so that new nodes are not known.";
      await database.query("select 1");
      return undefined;
    },
    onStopped: async () => {
      stopRefreshing();
      await signatures.close();
      await database.close();
    },
  });
  addPostingRoutes(server, {
    scope,
    schedule,
    registry,
    signatures,
    now,
    digestOf: heartbeatDigest(scope),
    store: createHeartbeatStore(database),
    metrics: createCollectorMetrics(metrics, registry),
  });
  addReadingRoutes(server, { database, schedule, now, powerEventsOf: options.powerEventsOf });
  return server;
}

/** Reads new keys again and again; returns what stops it. */
function keepRefreshing(registry: NodeRegistry, logger: FastifyBaseLogger): () => void {
  const refresh = () =>
    registry.refresh().catch((error: unknown) => {
      logger.warn({ err: error }, "The keys of nodes could not be read; it is tried again.");
    });
  const timer = setInterval(() => void refresh(), REFRESH_SECONDS * 1000);
  return () => {
    clearInterval(timer);
  };
}
