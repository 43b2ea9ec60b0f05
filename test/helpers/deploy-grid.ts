import { readFileSync } from "node:fs";
import type { NetworkConnection } from "hardhat/types/network";
import { gridModule } from "../../ignition/modules/Grid.ts";
import { deploymentSettings } from "../../sdk/deployment/settings.ts";
import type { DeploymentSettings } from "../../sdk/deployment/settings.ts";
import { CONTRACT_NAMES } from "../../sdk/network/contracts.ts";
import type { ContractName } from "../../sdk/network/contracts.ts";
import { connectGrid } from "../../sdk/network/grid.ts";
import type { Grid } from "../../sdk/network/grid.ts";

/** The settings of the local network, changed where a test needs it. */
export function localSettings(changes: Partial<DeploymentSettings> = {}): DeploymentSettings {
  const file = new URL("../../ignition/parameters/local.json", import.meta.url);
  return { ...deploymentSettings.parse(JSON.parse(readFileSync(file, "utf8"))), ...changes };
}

/** Deploys with the same Ignition module as every network; contracts are connected to the first account. */
export async function deployGrid(connection: NetworkConnection<string>, settings = localSettings()): Promise<Grid> {
  const [deployer] = await connection.ethers.getSigners();
  const deployed = await connection.ignition.deploy(gridModule(settings));
  const addresses = Object.fromEntries(
    await Promise.all(CONTRACT_NAMES.map(async (name) => [name, await deployed[name].getAddress()])),
  ) as Record<ContractName, string>;
  return connectGrid(addresses, deployer!);
}
