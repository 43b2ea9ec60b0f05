import type { Signer } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { BATCH_STATES } from "../../sdk/measurements/batch-state.ts";
import type { BatchState } from "../../sdk/measurements/batch-state.ts";
import type { Proposal } from "../../sdk/measurements/proposal.ts";
import type { PublishedBatch } from "../../sdk/measurements/read-batch.ts";
import type { Grid } from "../../sdk/network/grid.ts";
import { chunkLeaves } from "../../sdk/rules/chunks.ts";
import { GIB } from "../../sdk/rules/cloud-units.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import { buildMeasurementTree } from "../../sdk/rules/measurement-tree.ts";
import { REAL_GRID_SCHEDULE } from "../../sdk/rules/minting-period.ts";
import { prepareBatch, proposeAndPublish } from "./close-period.ts";
import type { PreparedBatch } from "./close-period.ts";
import { localSettings } from "./deploy-grid.ts";

/** Seconds of a period of the local network. */
export const PERIOD = REAL_GRID_SCHEDULE.lengthSeconds;

export const TIMING = localSettings().timing;

/** Who closes periods where. */
export interface Closing {
  readonly grid: Grid;
  readonly attestors: readonly Signer[];
}

/** Where leaves belong; what is not said is as it is for the first attempt at a period's first batch. */
export type BatchPlace = Pick<Proposal, "period"> & Partial<Proposal>;

/** Node 1 of farm 1, up all the time with the capacity that it registered. */
export function exampleMeasurement(changes: Partial<Measurement> = {}): Measurement {
  return {
    farmId: 1,
    nodeId: 1,
    termsIndex: 0,
    uptimeSeconds: PERIOD,
    violation: "none",
    capacity: { cru: 8, mruBytes: 32n * GIB, sruBytes: 1024n * GIB, hruBytes: 0n },
    nruBytes: 0n,
    ipSeconds: 0,
    ...changes,
  };
}

/** The code of a state on chain. */
export function stateCode(state: BatchState): number {
  return BATCH_STATES.indexOf(state);
}

/** Moves the chain's clock forward to the first moment at which a period's measurements may be proposed. */
export async function goToProposal(
  { networkHelpers }: NetworkConnection<string>,
  grid: Grid,
  period: number,
): Promise<void> {
  const proposableAt = Number(await grid.Measurements.proposableAt(period));
  if ((await networkHelpers.time.latest()) < proposableAt) await networkHelpers.time.increaseTo(proposableAt);
}

/** Proposes and publishes a batch, as soon as it may be; the review begins. Measurements are put in order, leaves are not. */
export async function publishBatch(
  connection: NetworkConnection<string>,
  { grid, attestors }: Closing,
  content: readonly Measurement[] | Uint8Array,
  place: BatchPlace,
): Promise<PublishedBatch> {
  await goToProposal(connection, grid, place.period);
  const prepared = content instanceof Uint8Array ? prepareLeaves(content, place) : prepareBatch(content, place);
  await proposeAndPublish(grid, prepared, attestors.slice(0, 3));
  const { period, batch } = prepared.proposal;
  return { period, batch, leaves: prepared.leaves, tree: prepared.tree };
}

/** The same, and lets the review pass: the batch is final. */
export async function closeBatch(
  connection: NetworkConnection<string>,
  closing: Closing,
  content: readonly Measurement[] | Uint8Array,
  place: BatchPlace,
): Promise<PublishedBatch> {
  const batch = await publishBatch(connection, closing, content, place);
  const { time } = connection.networkHelpers;
  await time.increaseTo(await closing.grid.Measurements.finalAtOf(batch.period, batch.batch));
  return batch;
}

/** A batch of leaves that nobody would prepare: of another version, in another order, with a node twice. */
function prepareLeaves(leaves: Uint8Array, place: BatchPlace): PreparedBatch {
  const tree = buildMeasurementTree(leaves);
  const { dataHash } = chunkLeaves(leaves);
  const { proposal } = prepareBatch([exampleMeasurement()], place);
  return { leaves, tree, proposal: { ...proposal, root: tree.root, count: tree.count, dataHash } };
}
