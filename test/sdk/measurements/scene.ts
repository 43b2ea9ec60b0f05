import { Wallet } from "ethers";
import type { Signer } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { createFarmAndWait } from "../../../sdk/directory/create-farm.ts";
import { registerNodeAndWait } from "../../../sdk/directory/register-node.ts";
import { signConsentToJoin } from "../../../sdk/directory/sign-consent.ts";
import { periodStatus } from "../../../sdk/measurements/period-status.ts";
import { nextBatchPlace, prepareBatch } from "../../../sdk/measurements/prepare-batch.ts";
import type { PreparedBatch } from "../../../sdk/measurements/prepare-batch.ts";
import { signProposal } from "../../../sdk/measurements/sign-proposal.ts";
import { submitBatch } from "../../../sdk/measurements/submit-batch.ts";
import type { AddressBook } from "../../../sdk/network/address-book.ts";
import { CONTRACT_NAMES } from "../../../sdk/network/contracts.ts";
import type { ContractName } from "../../../sdk/network/contracts.ts";
import type { Grid } from "../../../sdk/network/grid.ts";
import type { Capacity } from "../../../sdk/rules/capacity.ts";
import type { Measurement } from "../../../sdk/rules/measurement.ts";
import { RULE_SETS } from "../../../sdk/rules/rule-sets.ts";
import { actors } from "../../helpers/actors.ts";
import { deployGrid, localSettings } from "../../helpers/deploy-grid.ts";

const GIB = 2n ** 30n;

/** 7.75 CU, limited by its memory, and 4.096 SU: 283.7 TFT for a whole month. */
const CAPACITY: Capacity = { cru: 8, mruBytes: 32n * GIB, sruBytes: 1024n * GIB, hruBytes: 0n };

/** What a whole month of a node pays, in TFT units. */
export const FULL_UNITS = 2_837_000_000n;

export type Scene = Awaited<ReturnType<typeof scene>>;

/** Farm 1 with nodes 1 and 2, farm 2 with node 3, all in force in `period`, which is over; nothing is measured. */
export async function scene(connection: NetworkConnection<string>, settings = localSettings()) {
  const grid = await deployGrid(connection, settings);
  const cast = await actors(connection);
  await createFarmAndWait(grid, cast.farmer, { name: "Green-Farm", payout: cast.payout.address });
  await createFarmAndWait(grid, cast.otherFarmer, { name: "Other-Farm", payout: cast.otherPayout.address });
  for (const [farmer, farmId] of [
    [cast.farmer, 1],
    [cast.farmer, 1],
    [cast.otherFarmer, 2],
  ] as const) {
    await joinNode(grid, farmer, farmId);
  }
  const period = Number(await grid.Directory.currentPeriod()) + 1;
  await connection.networkHelpers.time.increaseTo(await grid.Measurements.proposableAt(period));
  return { connection, grid, book: await bookOf(grid), ...cast, period };
}

async function bookOf(grid: Grid): Promise<AddressBook> {
  const addresses = await Promise.all(
    CONTRACT_NAMES.map(async (name): Promise<[ContractName, string]> => [name, await grid[name].getAddress()]),
  );
  const contracts = Object.fromEntries(addresses) as Record<ContractName, string>;
  return { network: "scene", chainId: 31337, deployedAtBlock: 0, schedule: localSettings().schedule, contracts };
}

/** What was measured of a node under its first terms: a whole month, changed where a test needs it. */
export function measured(nodeId: number, changes: Partial<Measurement> = {}): Measurement {
  return {
    farmId: nodeId === 3 ? 2 : 1,
    nodeId,
    termsIndex: 0,
    uptimeSeconds: 2_630_880,
    violation: "none",
    capacity: CAPACITY,
    nruBytes: 0n,
    ipSeconds: 0,
    ...changes,
  };
}

/** The next batch of a period, prepared for submission. */
export async function prepared(
  { grid, period }: Pick<Scene, "grid" | "period">,
  measurements: readonly Measurement[],
  batch = 0,
): Promise<PreparedBatch> {
  return prepareBatch(measurements, await nextBatchPlace(grid, { period, batch, ruleSet: RULE_SETS.proportional }));
}

/** The signatures of a quorum of attestors over a batch. */
export function quorum({ grid, attestors }: Pick<Scene, "grid" | "attestors">, { proposal }: PreparedBatch) {
  return Promise.all(attestors.slice(0, 3).map((attestor) => signProposal(grid, attestor, proposal)));
}

/** Brings a batch on chain and lets its review window pass. */
export async function finalize(from: Scene, measurements: readonly Measurement[], batch = 0): Promise<PreparedBatch> {
  const next = await prepared(from, measurements, batch);
  await submitBatch(from.grid, from.stranger, { batch: next, signatures: await quorum(from, next) });
  const { batches } = await periodStatus(from.grid, from.period);
  await from.connection.networkHelpers.time.increaseTo(batches[batch]!.finalAt!);
  return next;
}

async function joinNode(grid: Grid, farmer: Signer, farmId: number): Promise<void> {
  const key = Wallet.createRandom();
  const registration = {
    farmId,
    key: key.address,
    capacity: CAPACITY,
    ipv4Count: 0,
    isVirtualized: false,
    details: { country: "Belgium", city: "Ghent", serialNumber: "", hasSecureBoot: false },
  };
  const nodeConsent = await signConsentToJoin(grid, key, { registration, deadline: 2n ** 40n });
  await registerNodeAndWait(grid, farmer, { registration, nodeConsent, farmerConsent: NO_CONSENT });
}

/** What something that must fail fails with. */
export async function refusalOf(attempt: Promise<unknown>): Promise<Error> {
  try {
    await attempt;
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was refused");
}
