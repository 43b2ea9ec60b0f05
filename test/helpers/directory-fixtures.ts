import type { NetworkConnection } from "hardhat/types/network";
import { actors } from "./actors.ts";
import { deployGrid } from "./deploy-grid.ts";
import { registerNode } from "./nodes.ts";

/** A new grid; every account of it holds what the local network gives it. */
export async function emptyGrid(connection: NetworkConnection<string>) {
  const grid = await deployGrid(connection);
  return { grid, directory: grid.Directory, ...(await actors(connection)) };
}

/** Farm 1 belongs to the farmer, farm 2 to the other farmer. */
export async function gridWithFarms(connection: NetworkConnection<string>) {
  const context = await emptyGrid(connection);
  const { directory, farmer, otherFarmer, payout, otherPayout } = context;
  await directory.connect(farmer).createFarm("Green-Farm", payout);
  await directory.connect(otherFarmer).createFarm("Other_Farm", otherPayout);
  return { ...context, farmId: 1n, otherFarmId: 2n };
}

/** Farm 1 has node 1, registered in the period that runs: its terms begin with the next one. */
export async function gridWithNode(connection: NetworkConnection<string>) {
  const context = await gridWithFarms(connection);
  await registerNode(context.grid, context);
  return { ...context, nodeId: 1n, nextPeriod: (await context.directory.currentPeriod()) + 1n };
}
