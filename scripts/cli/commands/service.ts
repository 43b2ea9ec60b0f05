import { account } from "../cli.ts";
import type { Cli } from "../cli.ts";
import { idNumber, tftAmount, wholeNumber } from "../values.ts";

const MOST_TIME = 2 ** 40 - 1;

/** Commands by which farms are paid for proven service. */
export function declareService(cli: Cli): void {
  declareAvailability(cli);
  declareUsage(cli);
  cli.sending(
    cli.program
      .command("settle")
      .description("settle the streams that attestors' statements are about; anybody sends this")
      .requiredOption("--statement <file...>", "statement files of several attestors, in any order")
      .option("--farm <number>", "only streams of this farm", idNumber)
      .option("--worth <TFT>", "only streams that are owed at least so much", tftAmount, 0n),
    () => import("./service/settle.ts"),
  );
  cli.sending(
    cli.program
      .command("collect")
      .description("claim a farm's rewards, settle what statements allow, and pay its earnings out, in one go")
      .requiredOption("--farm <number>", "the farm", idNumber)
      .option("--statement <file...>", "statement files of several attestors, in any order", []),
    () => import("./service/collect.ts"),
  );
}

function declareAvailability(cli: Cli): void {
  const availability = cli.group("availability", "statements of how long nodes served: sign, show");
  cli.reading(
    availability
      .command("sign")
      .description("sign for how long a node served, as an attestor; sends nothing")
      .requiredOption("--node <number>", "the node", idNumber)
      .requiredOption("--from <time>", "unix seconds: up to where it is settled", unixTime)
      .option("--to <time>", "unix seconds; the latest block when left out", unixTime)
      .option("--served <seconds>", "how long it served in between; all of it when left out", unixTime)
      .option(
        "--stop-index <number>",
        "where an account was exhausted: the price index at that moment",
        wholeBigint,
        0n,
      )
      .requiredOption("--out <file>", "the statement file to write")
      .addOption(account()),
    () => import("./service/sign.ts"),
  );
  cli.reading(
    availability
      .command("show")
      .description("show up to where the streams of a farm are settled, by node")
      .requiredOption("--farm <number>", "the farm", idNumber),
    () => import("./service/show.ts"),
  );
}

function declareUsage(cli: Cli): void {
  const usage = cli.group("usage", "public traffic of reservations: sign, submit");
  cli.reading(
    usage
      .command("sign")
      .description("sign how much public traffic a reservation had, as its node; sends nothing")
      .requiredOption("--id <number>", "the reservation", idNumber)
      .requiredOption("--bytes <size>", "all of it since the reservation began, such as 12GB")
      .requiredOption("--key-file <file>", "keystore of the node's key")
      .requiredOption("--out <file>", "the voucher file to write"),
    () => import("./usage/sign.ts"),
  );
  cli.sending(
    usage
      .command("submit")
      .description("charge traffic by a voucher that a node signed; anybody sends this")
      .requiredOption("--voucher <file>", "the voucher file"),
    () => import("./usage/submit.ts"),
  );
}

function unixTime(text: string): number {
  return wholeNumber(text, 0, MOST_TIME);
}

function wholeBigint(text: string): bigint {
  return BigInt(wholeNumber(text, 0, Number.MAX_SAFE_INTEGER));
}
