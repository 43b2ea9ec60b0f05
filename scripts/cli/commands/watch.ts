import { Option } from "commander";
import type { Cli } from "../cli.ts";
import { idNumber, wholeNumber } from "../values.ts";

/** The command that says what farmers and tenants should know. */
export function declareWatch(cli: Cli): void {
  cli.reading(
    cli.program
      .command("watch")
      .description("print a JSON line for each thing that farmer or tenant should know, as it comes up, until stopped")
      .addOption(new Option("--farm <number>", "a farm").argParser(idNumber).conflicts("account"))
      .option("--account <number>", "an account of the escrow; nothing is signed here", idNumber)
      .option(
        "--collector <URL...>",
        "with --farm: say too which nodes may miss the uptime that their policy asks for",
        [],
      )
      .option("--every <seconds>", "how often to look", (text) => wholeNumber(text, 1, 86_400), 60)
      .option("--once", "look once")
      .option("--state <file>", "where is kept what was said before, so that a restart says nothing twice")
      .option("--webhook <URL>", "where each line is posted too"),
    () => import("./watch/watch.ts"),
  );
}
