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
  cli.reading(
    cli.program.command("status").description("show a network: contracts, token, attestors, the last periods"),
    () => import("./network/status.ts"),
  );
  cli.reading(
    cli.program.command("roles").description("show who may do what, and how long changes are visible before"),
    () => import("./network/roles.ts"),
  );
  cli.reading(
    cli.program
      .command("verify")
      .description("compare the deployed contracts with the build, and write what block explorers ask for")
      .option("--out <folder>", "folder for the explorers' input; deployments/NETWORK/explorer when left out"),
    () => import("./network/verify.ts"),
  );
}
