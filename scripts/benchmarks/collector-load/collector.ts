/** The collector of the load benchmark. Usage: node collector.ts DATABASE THREADS */
import { pino } from "pino";
import { REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import { createCollector, openCollectorDatabase } from "../../../services/collector/create-collector.ts";
import { BENCHMARK_NOW, BENCHMARK_SCOPE, benchmarkAddress } from "./scene.ts";

const [, , location = "", threads = "1"] = process.argv;
const logger = pino({ level: "warn" });
const database = await openCollectorDatabase(location, logger);
await database.query("truncate collector.heartbeats, collector.conflicts");
const server = await createCollector({
  database,
  scope: BENCHMARK_SCOPE,
  schedule: REAL_GRID_SCHEDULE,
  registry: {
    keysOf: (nodeId) => [{ key: benchmarkAddress(nodeId), from: 0, until: Infinity }],
    refresh: () => Promise.resolve(),
    refreshForUnknown: () => Promise.resolve(),
    refreshedAt: () => BENCHMARK_NOW,
  },
  now: () => BENCHMARK_NOW,
  powerEventsOf: () => Promise.resolve([]),
  logger,
  threads: Number(threads),
  requestsPerMinute: 1_000_000_000,
});
process.on("SIGTERM", () => void server.close().then(() => process.exit()));
console.log(await server.listen({ host: "127.0.0.1", port: 0 }));
