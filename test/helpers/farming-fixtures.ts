import { id, Wallet } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { NO_CONSENT } from "../../sdk/directory/consent.ts";
import type { PublishedBatch } from "../../sdk/measurements/read-batch.ts";
import { toLeaf } from "../../sdk/rewards/claim-structs.ts";
import { singleProof } from "../../sdk/rules/measurement-tree.ts";
import { closeBatch, exampleMeasurement, goToProposal, PERIOD } from "./batches.ts";
import { consentToJoin } from "./consents.ts";
import { gridWithFarms, gridWithNode } from "./directory-fixtures.ts";
import { exampleRegistration } from "./nodes.ts";

/** What the example node earns in a period of full uptime, in TFT units: 22,696 mUSD at 80 mUSD per TFT. */
export const FULL_REWARD = 2_837_000_000n;

/** The least uptime that counts as so many parts of a thousand, in seconds. */
export function uptimeOf(permille: number): number {
  return Math.ceil((PERIOD * permille) / 1000);
}

/** What the example node earns with that uptime, in TFT units. */
export function rewardOf(permille: number): bigint {
  return (FULL_REWARD * BigInt(permille)) / 1000n;
}

/** Node 1 of farm 1 ran for a whole period, and its measurements may be proposed since the latest block. */
export async function endedPeriod(connection: NetworkConnection<string>) {
  return withEndedPeriod(connection, await gridWithNode(connection));
}

/** The measurements of that period are final: node 1 was up all the time. */
export async function finalPeriod(connection: NetworkConnection<string>) {
  const context = await endedPeriod(connection);
  const { period } = context;
  return { ...context, batch: await closeBatch(connection, context, [exampleMeasurement()], { period }) };
}

/** Nodes 1 to 3 are farm 1's, nodes 4 and 5 the other farmer's; all ran for a whole period, which may be proposed. */
export async function endedPeriodOfFleet(connection: NetworkConnection<string>) {
  const context = await gridWithFarms(connection);
  const { grid, farmer, otherFarmer } = context;
  for (const [index, owner] of [farmer, farmer, farmer, otherFarmer, otherFarmer].entries()) {
    const key = keyOfNode(index + 1);
    const registration = exampleRegistration(key.address, { farmId: owner === farmer ? 1n : 2n });
    const nodeConsent = await consentToJoin(grid, key, registration);
    await grid.Directory.connect(owner).register(registration, nodeConsent, NO_CONSENT);
  }
  const nextPeriod = (await context.directory.currentPeriod()) + 1n;
  return withEndedPeriod(connection, { ...context, nextPeriod });
}

/** The key of a node of that fleet. */
export function keyOfNode(nodeId: number): Wallet {
  return new Wallet(id(`node ${nodeId}`));
}

/** A claim of one leaf by a plain proof. */
export function singleClaim(source: PublishedBatch, position = 0) {
  const { period, batch, tree } = source;
  const leaf = toLeaf({ source, position });
  return { period, batch, leaves: [leaf], proof: singleProof(tree, position), proofFlags: [] };
}

async function withEndedPeriod<Context extends Awaited<ReturnType<typeof gridWithFarms>> & { nextPeriod: bigint }>(
  connection: NetworkConnection<string>,
  context: Context,
) {
  const { Measurements, FarmingRewards, TFT } = context.grid;
  const period = Number(context.nextPeriod);
  await goToProposal(connection, context.grid, period);
  return { ...context, measurements: Measurements, rewards: FarmingRewards, tft: TFT, period };
}
