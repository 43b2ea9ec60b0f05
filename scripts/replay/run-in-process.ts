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
  const connection = await hre.network.create({ override: { initialDate: CLOCK_START } });
  const deployed = await connection.ignition.deploy(gridModule(readReplaySettings()));
  const addresses = await Promise.all(
    CONTRACT_NAMES.map(async (name): Promise<[ContractName, string]> => [name, await deployed[name].getAddress()]),
  );
  const { provider } = connection.ethers;
  const grid = connectGrid(Object.fromEntries(addresses) as Record<ContractName, string>, provider);
  return { ...castActors(provider, grid), close: () => connection.close() };
}
