import type { Cli } from "../cli.ts";
import { idNumber } from "../values.ts";

/** Commands for farmers: what tenants paid. */
export function declareEarnings(cli: Cli): void {
  const earnings = cli.group("earnings", "earnings of a farm from tenants: show, withdraw");
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
}
