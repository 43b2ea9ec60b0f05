import hre from "hardhat";
import { gridModule } from "../../ignition/modules/Grid.ts";
import { CONTRACT_NAMES } from "../../sdk/network/contracts.ts";
import type { ContractName } from "../../sdk/network/contracts.ts";
import { connectGrid } from "../../sdk/network/grid.ts";
import { castActors, readReplaySettings } from "./run-chain.ts";
import type { ReplayChain } from "./run-chain.ts";

/** Before the first real month, period 45, and within the period in which its nodes are registered. */
const CLOCK_START = "2021-12-01T00:00:00Z";

/** Starts a chain inside this process and deploys to it with the Ignition module of every network. */
export async function startChain(): Promise<ReplayChain & { readonly close: () => Promise<void> }> {
  const settings = readReplaySettings();
  const connection = await hre.network.create({ override: { initialDate: CLOCK_START } });
  const deployed = await connection.ignition.deploy(gridModule(settings));
  const addresses = await Promise.all(
    CONTRACT_NAMES.map(async (name): Promise<[ContractName, string]> => [name, await deployed[name].getAddress()]),
  );
  const contracts = Object.fromEntries(addresses) as Record<ContractName, string>;
  const { provider } = connection.ethers;
  const { chainId } = await provider.getNetwork();
  const book = {
    network: "replay",
    chainId: Number(chainId),
    deployedAtBlock: 0,
    schedule: settings.schedule,
    contracts,
  };
  const chain = castActors({ grid: connectGrid(contracts, provider), provider, book });
  return { ...chain, close: () => connection.close() };
}
