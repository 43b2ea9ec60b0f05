import { InvalidArgumentError } from "commander";
import { account } from "../cli.ts";
import type { Cli } from "../cli.ts";
import { idNumber, wholeNumber } from "../values.ts";

const MOST_TIME = 2 ** 40 - 1;

/** Commands about statements of how long nodes served. */
export function declareAvailability(cli: Cli): void {
  const availability = cli.group("availability", "statements of how long nodes served: sign, show");
  cli.reading(
    availability
      .command("sign")
      .description("sign for how long a node served, as an attestor; sends nothing")
      .requiredOption("--node <number>", "the node", idNumber)
      .requiredOption("--from <time>", "unix seconds: up to where it is settled", unixTime)
      .option("--to <time>", "unix seconds; the latest block when left out", unixTime)
      .option("--served <seconds>", "how long it served in between; all of it when left out", unixTime)
      .option("--stop-index <number>", "where an account was exhausted: the price index at that moment", priceIndex, 0n)
      .requiredOption("--out <file>", "the statement file to write")
      .addOption(account()),
    () => import("./service/sign.ts"),
  );
  cli.reading(
    availability
      .command("show")
      .description("show up to where the streams of a farm are settled, and what statements about them have to say")
      .requiredOption("--farm <number>", "the farm", idNumber),
    () => import("./service/show.ts"),
  );
}

function unixTime(text: string): number {
  return wholeNumber(text, 0, MOST_TIME);
}

function priceIndex(text: string): bigint {
  if (!/^\d{1,29}$/.test(text)) throw new InvalidArgumentError("It must be a whole number of at most 29 digits.");
  return BigInt(text);
}
