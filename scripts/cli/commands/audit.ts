import type { Cli } from "../cli.ts";
import { periodNumber, rpcUrl } from "../values.ts";

/** The command for whoever trusts nobody. */
export function declareAudit(cli: Cli): void {
  cli.reading(
    cli.program
      .command("audit")
      .description("recompute a period from the chain's events alone; fails unless all agrees")
      .requiredOption("--period <number>", "the period", periodNumber)
      .option("--rpc <URL>", "the endpoint to read from, instead of the network's", rpcUrl)
      .option("--heartbeats <URL...>", "collectors: derive the measurements anew from what they have, and compare", []),
    () => import("./audit/audit.ts"),
  );
}
