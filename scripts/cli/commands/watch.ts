import { Option } from "commander";
import type { Cli } from "../cli.ts";
import { idNumber } from "../values.ts";

/** The command that says what farmers and tenants should know. */
export function declareWatch(cli: Cli): void {
  cli.reading(
    cli.program
      .command("watch")
      .description("look once, and print a JSON line for each thing that is new since the last look")
      .addOption(new Option("--farm <number>", "a farm").argParser(idNumber).conflicts("paidBy"))
      .option("--paid-by <account>", "an account", idNumber)
      .requiredOption("--state <file>", "where is kept what was said before")
      .option("--webhook <URL>", "where each line is posted too"),
    () => import("./watch/watch.ts"),
  );
}
