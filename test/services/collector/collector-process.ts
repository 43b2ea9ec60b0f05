/**
 * A collector in a process of its own, on the database that it is told of, for tests that kill it. Prints its url.
 * Usage: node collector-process.ts LOCATION
 */
import { pino } from "pino";
import { createCollector, openCollectorDatabase } from "../../../services/collector/create-collector.ts";
import { NOW, SCHEDULE, SCOPE, fixedRegistry } from "./scene.ts";

const [, , location = ""] = process.argv;
const logger = pino({ level: "silent" });
const server = await createCollector({
  database: await openCollectorDatabase(location, logger),
  scope: SCOPE,
  schedule: SCHEDULE,
  registry: fixedRegistry(),
  powerEventsOf: () => Promise.resolve([]),
  now: () => NOW,
  logger,
  threads: 1,
  requestsPerMinute: 1_000_000,
});
process.stdout.write(`${await server.listen({ host: "127.0.0.1", port: 0 })}\n`);
