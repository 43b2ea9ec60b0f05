import { Option } from "commander";
import type { Cli } from "../cli.ts";
import { decimalNumber } from "../quantities.ts";
import { idNumber, tftAmount, wholeNumber } from "../values.ts";

/** The command that says what a reservation would cost. */
export function declareQuote(cli: Cli): void {
  const deposit = new Option("--deposit <TFT>", "show how long this deposit lasts").argParser(tftAmount);
  cli.reading(
    cli.program
      .command("quote")
      .description("show what a reservation costs, its discounts, and how long a deposit lasts")
      .option("--cru <cores>", "logical cores", (text) => wholeNumber(text, 0, 0xffffffff))
      .option("--mru <GiB>", "memory", decimalNumber)
      .option("--sru <GiB>", "SSD", decimalNumber)
      .option("--hru <GiB>", "HDD", decimalNumber, "0")
      .option("--ips <count>", "public IPv4 addresses", (text) => wholeNumber(text, 0, 512), 0)
      .addOption(new Option("--certified", "on a certified node").conflicts("node"))
      .option("--dedicated", "a whole node, with all that it has")
      .option("--node <number>", "on this node: certified as it is, with its farmer's extra fee if dedicated", idNumber)
      .addOption(deposit.conflicts("months"))
      .option("--months <count>", "show what deposit lasts so many months of 30 days", (text) =>
        wholeNumber(text, 1, 1200),
      ),
    () => import("./quote/quote.ts"),
  );
}
