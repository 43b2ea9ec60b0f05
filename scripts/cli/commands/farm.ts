import type { Cli } from "../cli.ts";
import { address, idNumber } from "../values.ts";

/** Commands about farms. */
export function declareFarm(cli: Cli): void {
  const farm = cli.group("farm", "farms: create, look up, say where the rewards go");

  cli.sending(
    farm
      .command("create")
      .description("create a farm that the sender owns")
      .requiredOption("--name <name>", "3 to 40 characters out of A-Z a-z 0-9 - _")
      .option("--payout <address>", "where the rewards go; the sender when left out", address),
    () => import("./farm/create.ts"),
  );

  cli.reading(
    farm
      .command("show")
      .description("show a farm, its nodes and where its rewards go")
      .requiredOption("--farm <number>", "the farm", idNumber),
    () => import("./farm/show.ts"),
  );
}
