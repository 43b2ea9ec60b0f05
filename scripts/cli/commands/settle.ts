import type { Cli } from "../cli.ts";
import { idNumber, tftAmount } from "../values.ts";

/** Commands by which farms are paid for proven service. */
export function declareSettle(cli: Cli): void {
  cli.sending(
    cli.program
      .command("settle")
      .description("settle the streams that attestors' statements are about; anybody sends this")
      .option("--statement <file...>", "statement files of several attestors, in any order", [])
      .option("--attestor <url...>", "attestors to ask for statements about the farm's nodes up to 80 minutes ago", [])
      .option("--farm <number>", "only streams of this farm", idNumber)
      .option("--worth <TFT>", "only streams that are owed at least so much", tftAmount, 0n),
    () => import("./service/settle.ts"),
  );
  cli.sending(
    cli.program
      .command("collect")
      .description("claim a farm's rewards, settle what statements allow, and pay its earnings out, in one go")
      .requiredOption("--farm <number>", "the farm", idNumber)
      .option("--statement <file...>", "statement files of several attestors, in any order", [])
      .option("--attestor <url...>", "attestors to ask for statements about the farm's nodes up to 80 minutes ago", []),
    () => import("./service/collect.ts"),
  );
}
