import type { Cli } from "../cli.ts";
import { idNumber, usdPrice } from "../values.ts";

/** Commands about unique names, for web gateways. */
export function declareName(cli: Cli): void {
  const name = cli.group("name", "unique names: reserve, release, look up");
  const one = (command: string, description: string) =>
    name.command(command).description(description).requiredOption("--name <text>", "3 to 64 of a-z 0-9 - _");

  cli.sending(
    one("reserve", "reserve a name; its first 30 days are paid at once")
      .requiredOption("--paid-by <account>", "the account that pays", idNumber)
      .option("--max-usd-per-month <USD>", "what it may cost at most; the present price when left out", usdPrice),
    () => import("./name/reserve.ts"),
  );
  cli.sending(one("release", "give a name up; its account keeps it for 30 days"), () => import("./name/release.ts"));
  cli.reading(one("show", "show who has a name"), () => import("./name/show.ts"));
}
