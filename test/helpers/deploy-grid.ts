import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { getAddress, getCreateAddress } from "ethers";
import type { Signer, TransactionResponse } from "ethers";
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

/** What the first account sent, and where the contracts came to be. */
interface Deployment {
  readonly transactions: readonly TransactionResponse[];
  readonly addresses: Record<ContractName, string>;
}

/**
 * By their settings. Ignition needs seconds where the transactions need milliseconds, so a process lets it deploy the same
 * only once.
 */
const deployments = new Map<string, Deployment>();

/** Deploys with the same Ignition module as every network; contracts are connected to the first account. */
export async function deployGrid(connection: NetworkConnection<string>, settings = localSettings()): Promise<Grid> {
  const [deployer] = await connection.ethers.getSigners();
  const key = inspect(settings, { depth: null, maxArrayLength: null });
  const known = deployments.get(key);
  if (known !== undefined) return connectGrid(await repeat(known, deployer!), deployer!);
  const deployment = await deployWithIgnition(connection, settings);
  deployments.set(key, deployment);
  return connectGrid(deployment.addresses, deployer!);
}

async function deployWithIgnition(
  { ethers, ignition, networkHelpers }: NetworkConnection<string>,
  settings: DeploymentSettings,
): Promise<Deployment> {
  // Full blocks raise the fee, those of instrumented contracts by more than what Ignition offers for a batch at its start.
  await networkHelpers.setNextBlockBaseFeePerGas(1);
  const before = await ethers.provider.getBlockNumber();
  const deployed = await ignition.deploy(gridModule(settings));
  const addresses = CONTRACT_NAMES.map(async (name) => [name, await deployed[name].getAddress()]);
  const transactions: TransactionResponse[] = [];
  for (let number = before + 1; number <= (await ethers.provider.getBlockNumber()); ++number) {
    transactions.push(...(await ethers.provider.getBlock(number, true))!.prefetchedTransactions);
  }
  return { transactions, addresses: Object.fromEntries(await Promise.all(addresses)) as Deployment["addresses"] };
}

/** Sends the same again, with the addresses that contracts have this time. */
async function repeat({ transactions, addresses }: Deployment, deployer: Signer): Promise<Deployment["addresses"]> {
  const renewed = new Map<string, string>();
  const renew = (hex: string) => [...renewed].reduce((text, [old, present]) => text.replaceAll(old, present), hex);
  for (const before of transactions) {
    const to = before.to && getAddress(renew(digitsOf(before.to)));
    const sent = await deployer.sendTransaction({ to, data: renew(before.data) });
    if (to === null) renewed.set(digitsOf(getCreateAddress(before)), digitsOf(getCreateAddress(sent)));
  }
  const present = CONTRACT_NAMES.map((name) => [name, getAddress(renew(digitsOf(addresses[name])))]);
  return Object.fromEntries(present) as Deployment["addresses"];
}

/** An address as it stands within call data. */
function digitsOf(address: string): string {
  return address.slice(2).toLowerCase();
}
