import { Option } from "commander";
import { account } from "../cli.ts";
import type { Cli } from "../cli.ts";
import { address, idNumber, periodNumber, ruleSet, wholeNumber } from "../values.ts";

/** Commands for attestors and guardians, and for whoever wants to know where a month stands. */
export function declarePeriod(cli: Cli): void {
  const period = cli.group("period", "measurements: where a month stands, propose, sign, submit, reject");

  cli.reading(
    period
      .command("status")
      .description("show where a period stands, who signed, and when it can be claimed")
      .option("--period <number>", "the period; the last one that ended when left out", periodNumber),
    () => import("./period/status.ts"),
  );

  cli.reading(
    period
      .command("preview")
      .description(
        "show what attestors would state of a farm's nodes by what is known now, the evidence, and what it pays",
      )
      .requiredOption("--farm <number>", "the farm", idNumber)
      .requiredOption("--collector <url...>", "where heartbeats are read from; all of them together count")
      .option(
        "--period <number>",
        "the period; the last one until it is final, then the running one, when left out",
        periodNumber,
      )
      .addOption(
        new Option("--rule-set <name>", "conformance or proportional")
          .argParser(ruleSet)
          .default(ruleSet("proportional"), "proportional"),
      ),
    () => import("./period/preview.ts"),
  );

  cli.reading(
    period
      .command("propose")
      .description("make a proposal from a file of measurements, for attestors to sign; sends nothing")
      .requiredOption("--measurements <file>", "what was measured, as JSON")
      .requiredOption("--out <file>", "where to write the proposal")
      .option("--batch <number>", "0, or for corrections the next one; found out when left out", batchNumber)
      .option("--unanimous", "overrule the guardian after two rejections: every attestor must sign"),
    () => import("./period/propose.ts"),
  );

  cli.reading(
    period
      .command("sign")
      .description("check a proposal and sign it; sends nothing")
      .requiredOption("--proposal <file>", "the proposal")
      .requiredOption("--out <file>", "where to write the signature")
      .option("--measurements <file>", "your own measurements: sign only if the proposal states the same")
      .addOption(account())
      .option("--party <address>", "the contract wallet that the key signs for", address),
    () => import("./period/sign.ts"),
  );

  cli.sending(
    period
      .command("submit")
      .description("bring a signed proposal and its leaves on chain, or go on where that was interrupted")
      .requiredOption("--proposal <file>", "the proposal")
      .option("--signatures <files...>", "the signatures, in any order", []),
    () => import("./period/submit.ts"),
  );

  cli.sending(
    period
      .command("reject")
      .description("reject measurements that are not final (guardian)")
      .requiredOption("--period <number>", "the period", periodNumber)
      .option("--batch <number>", "the batch; the one that is not final when left out", batchNumber),
    () => import("./period/reject.ts"),
  );

  cli.sending(
    period
      .command("overrule")
      .description("propose without signatures what a guardian rejected twice (measurement admin)")
      .requiredOption("--proposal <file>", "the proposal"),
    () => import("./period/overrule.ts"),
  );

  cli.reading(
    period
      .command("appeal")
      .description(
        "bring collectors what a node's journal holds of a period that they closed; sends nothing to the chain",
      )
      .requiredOption("--node <number>", "the node", idNumber)
      .requiredOption("--period <number>", "the period", periodNumber)
      .requiredOption("--journal <folder>", "the folder of its agent")
      .requiredOption("--collector <URL...>", "the collectors"),
    () => import("./period/appeal.ts"),
  );
}

/** The number of a batch; the last of 16 bits means "none" in a leaf. */
function batchNumber(text: string): number {
  return wholeNumber(text, 0, 0xfffe);
}
