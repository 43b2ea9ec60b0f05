import { Option } from "commander";
import { account } from "../cli.ts";
import type { Cli } from "../cli.ts";
import { listenAddress, ruleSet, wholeNumber } from "../values.ts";

const LISTEN = "127.0.0.1:8470";

/** Commands of those who measure. */
export function declareAttestor(cli: Cli): void {
  const attestor = cli.group("attestor", "derive measurements from heartbeats, agree on them, bring them on chain");
  cli.reading(
    attestor
      .command("run")
      .description("derive, compare, sign and submit periods, and sign for nodes' service, until stopped")
      .requiredOption("--collector <url...>", "where heartbeats are read from; all of them together count")
      .option("--peer <url...>", "the other attestors", [])
      .addOption(
        new Option("--listen <host:port>", "where peers, farmers and tenants find it")
          .argParser(listenAddress)
          .default(listenAddress(LISTEN), LISTEN),
      )
      .requiredOption("--state <folder>", "where is kept what it signed: never delete it")
      .addOption(
        new Option("--rule-set <name>", "conformance or proportional")
          .argParser(ruleSet)
          .default(ruleSet("proportional"), "proportional"),
      )
      .option(
        "--confirmations <blocks>",
        "so many blocks on top of one before it is built on; 12, on a development chain 0, when left out",
        (text) => wholeNumber(text, 0, 10_000),
      )
      .option("--every <seconds>", "how often to look", (text) => wholeNumber(text, 1, 86_400), 60)
      .option("--once", "do what can be done now, and end; nobody is listened to")
      .addOption(account()),
    () => import("./attestor/run.ts"),
  );
}
