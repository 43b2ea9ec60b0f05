import type { Cli } from "../cli.ts";
import { wholeNumber } from "../values.ts";

/** Commands about pricing versions. */
export function declarePricing(cli: Cli): void {
  const pricing = cli.group("pricing", "pricing versions: what reservations cost, and who is paid");

  cli.reading(pricing.command("list").description("list all versions"), () => import("./pricing/list.ts"));
  cli.sending(
    pricing
      .command("add")
      .description("add a version, for new reservations; the pricing manager sends this")
      .requiredOption("--file <file>", "the version, as JSON: one entry of `pricing.versions` in a parameter file"),
    () => import("./pricing/add.ts"),
  );
  cli.sending(
    pricing
      .command("retire")
      .description("retire a version: what is under it may be closed after a notice; the pricing manager sends this")
      .requiredOption("--version <number>", "any but the latest", (text) => wholeNumber(text, 1, 0xffff)),
    () => import("./pricing/retire.ts"),
  );
}
