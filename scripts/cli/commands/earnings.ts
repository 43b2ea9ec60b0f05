import type { Cli } from "../cli.ts";
import { address, idNumber, wholeNumber } from "../values.ts";

/** Commands about what tenants paid. */
export function declareEarnings(cli: Cli): void {
  const earnings = cli.group("earnings", "earnings of a farm from tenants: show, withdraw, pay others");
  const ofFarm = (name: string, description: string) =>
    earnings.command(name).description(description).requiredOption("--farm <number>", "the farm", idNumber);

  cli.reading(
    ofFarm("show", "show what a farm can withdraw, and what its streams are owed besides"),
    () => import("./earnings/show.ts"),
  );
  cli.sending(
    ofFarm("withdraw", "pay what a farm earned to its payout address; anybody sends this"),
    () => import("./earnings/withdraw.ts"),
  );
  cli.sending(
    earnings.command("settle-names").description("settle all unique names, for the protocol pool; anybody sends this"),
    () => import("./earnings/settle-names.ts"),
  );
  cli.sending(
    earnings
      .command("pay-provider")
      .description("pay what a solution provider earned to it; anybody sends this")
      .requiredOption("--provider <address>", "who", address),
    () => import("./earnings/pay-provider.ts"),
  );
  cli.sending(
    earnings
      .command("pay-pool")
      .description("pay foundation and stakers what came in under a pricing version; anybody sends this")
      .requiredOption("--pricing <number>", "the version", (text) => wholeNumber(text, 1, 0xffff)),
    () => import("./earnings/pay-pool.ts"),
  );
}
