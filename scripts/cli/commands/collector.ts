import { InvalidArgumentError } from "commander";
import type { Cli } from "../cli.ts";
import { listenAddress, wholeNumber } from "../values.ts";

const MOST_THREADS = 256;
const MOST_REQUESTS = 1_000_000;

/** The service that keeps heartbeats. */
export function declareCollector(cli: Cli): void {
  const collector = cli.group("collector", "the service that checks and keeps the heartbeats of 3Nodes");
  cli.reading(
    collector
      .command("run")
      .description("run a collector until it is stopped")
      .requiredOption("--database <where>", "a folder, or postgres://… which several collectors can share", nonEmpty)
      .option("--listen <host:port>", "where it listens", listenAddress, { host: "127.0.0.1", port: 8460 })
      .option("--threads <count>", "threads that check signatures; as many as cores when left out", (text) =>
        wholeNumber(text, 1, MOST_THREADS),
      )
      .option("--requests-per-minute <count>", "so many an address may send", (text) =>
        wholeNumber(text, 1, MOST_REQUESTS),
      )
      .option("--trusted-proxy <address...>", "proxies whose word is taken for where a request came from"),
    () => import("./collector/run.ts"),
  );
}

function nonEmpty(text: string): string {
  if (text === "") throw new InvalidArgumentError("It must be a folder or postgres://…");
  return text;
}
