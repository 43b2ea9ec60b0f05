import type { Cli } from "../cli.ts";
import { idNumber } from "../values.ts";

/** Commands about public traffic. */
export function declareUsage(cli: Cli): void {
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
