import { Option } from "commander";
import type { Cli } from "../cli.ts";
import { indexer } from "../cli.ts";
import { idNumber, periodNumber, wholeNumber } from "../values.ts";
import { decimalNumber, utcDate } from "../quantities.ts";

/** Commands for farmers: what was earned, claiming it, and the receipts for the books. */
export function declareRewards(cli: Cli): void {
  const rewards = cli.group("rewards", "rewards: list, claim, receipts, estimate");

  cli.reading(
    rewards
      .command("list")
      .description("list what can be claimed and why, per node and period")
      .requiredOption("--farm <number>", "the farm", idNumber)
      .option("--period <number>", "only this period", periodNumber)
      .option("--all", "settled ones too")
      .addOption(leaves()),
    () => import("./rewards/list.ts"),
  );

  cli.sending(
    rewards
      .command("claim")
      .description("claim what a farm earned, in as few transactions as fit; repeat it to go on")
      .requiredOption("--farm <number>", "the farm", idNumber)
      .option("--period <number>", "only this period", periodNumber)
      .option("--all", "also settle what pays nothing, so that each node and period has its receipt")
      .addOption(leaves()),
    () => import("./rewards/claim.ts"),
  );

  cli.reading(
    rewards
      .command("receipts")
      .description("list what was paid, for the books")
      .requiredOption("--farm <number>", "the farm", idNumber)
      .option("--period <number>", "only this period", periodNumber)
      .option("--from <date>", "settled on this day or later, UTC, as 2024-01-31", utcDate)
      .option("--to <date>", "settled on this day or earlier, UTC", utcDate)
      .option("--prices <file>", "price of a TFT by day, in any currency, to show what each was worth")
      .addOption(new Option("--csv", "print comma-separated values").conflicts("json"))
      .addOption(indexer()),
    () => import("./rewards/receipts.ts"),
  );

  cli.local(
    rewards
      .command("estimate")
      .description("compute what a node would earn in a period; needs neither farm nor chain")
      .requiredOption("--cru <cores>", "logical cores", cores)
      .requiredOption("--mru <GiB>", "memory", decimalNumber)
      .requiredOption("--sru <GiB>", "SSD", decimalNumber)
      .option("--hru <GiB>", "HDD", decimalNumber, "0")
      .option("--uptime <percent>", "share of the period that it is up", decimalNumber, "100")
      .option("--price <mUSD>", "connection price: 1/1000 USD per TFT", connectionPrice, 80)
      .option("--certified", "a certified node"),
    () => import("./rewards/estimate.ts"),
  );
}

function leaves(): Option {
  return new Option("--leaves <files...>", "proposal files, for endpoints that no longer have the logs").default([]);
}

function cores(text: string): number {
  return wholeNumber(text, 1, 0xffffffff);
}

function connectionPrice(text: string): number {
  return wholeNumber(text, 1, 0xffffffff);
}
