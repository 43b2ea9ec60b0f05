import path from "node:path";
import { pino } from "pino";
import { createCollector, openCollectorDatabase } from "../../../../services/collector/create-collector.ts";
import { createNodeRegistry } from "../../../../services/collector/node-registry.ts";
import { readPowerEvents } from "../../../../services/collector/read-power-events.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { untilStopped } from "../../until-stopped.ts";
import type { ListenAddress } from "../../values.ts";

interface Flags {
  readonly database: string;
  readonly listen: ListenAddress;
  readonly threads?: number;
  readonly requestsPerMinute?: number;
  readonly trustedProxy?: readonly string[];
}

/** Runs a collector until the process is asked to stop. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const { book, chainId, progress, folder } = context;
  const { listen, threads, requestsPerMinute, trustedProxy } = flags;
  const now = () => Math.floor(Date.now() / 1000);
  const registry = createNodeRegistry(context, now);
  await registry.refresh();
  const logger = pino({}, pino.destination({ dest: 2, sync: true }));
  const location = flags.database.includes("://") ? flags.database : path.resolve(folder, flags.database);
  const server = await createCollector({
    database: await openCollectorDatabase(location, logger),
    scope: { chainId, directory: book.contracts.Directory },
    schedule: book.schedule,
    registry,
    powerEventsOf: (nodeId) => readPowerEvents(context, nodeId),
    now,
    logger,
    ...(threads === undefined ? {} : { threads }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(trustedProxy === undefined ? {} : { trustedProxies: trustedProxy }),
  });
  try {
    const url = await server.listen(listen);
    context.line(`Collector of ${book.network} (chain ${chainId}) listens at ${url}.`);
    const signal = await untilStopped();
    progress(`${signal}: finishing what is under way.`);
  } finally {
    await server.close();
  }
  return { document: undefined, text: "" };
}
