import type { Cli } from "../cli.ts";
import { account } from "../cli.ts";

/** Commands about a network and its contracts. */
export function declareNetwork(cli: Cli): void {
  cli.onChain(
    cli.program
      .command("deploy")
      .description("deploy the grid, or go on with a deployment that was interrupted")
      .option("--parameters <file>", "parameter file; ignition/parameters/NETWORK.json when left out")
      .option("--dry-run", "check everything, and show what would be deployed")
      .addOption(account()),
    () => import("./network/deploy.ts"),
  );
}
