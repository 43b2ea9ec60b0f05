import type { Signer } from "ethers";
import { measurementsDomain, PROPOSAL_TYPES } from "../../sdk/measurements/proposal.ts";
import type { Proposal } from "../../sdk/measurements/proposal.ts";
import type { Grid } from "../../sdk/network/grid.ts";
import { chunkLeaves } from "../../sdk/rules/chunks.ts";
import { encodeLeaves } from "../../sdk/rules/leaf.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import { buildMeasurementTree } from "../../sdk/rules/measurement-tree.ts";
import type { MeasurementTree } from "../../sdk/rules/measurement-tree.ts";
import { orderMeasurements } from "../../sdk/rules/order-measurements.ts";

/** A batch as attestors prepare it: the ordered leaves, their tree and the statement to sign. */
export interface PreparedBatch {
  readonly leaves: Uint8Array;
  readonly tree: MeasurementTree;
  readonly proposal: Proposal;
}

export function prepareBatch(
  measurements: readonly Measurement[],
  place: Pick<Proposal, "period"> & Partial<Proposal>,
): PreparedBatch {
  const leaves = encodeLeaves(orderMeasurements(measurements));
  const tree = buildMeasurementTree(leaves);
  const { dataHash } = chunkLeaves(leaves);
  const proposal = {
    batch: 0,
    attempt: 0,
    attestorSetVersion: 1,
    ruleSetId: 1,
    isUnanimous: false,
    ...place,
    root: tree.root,
    count: tree.count,
    dataHash,
  };
  return { leaves, tree, proposal };
}

/** Signatures over a proposal in the order that the contract asks for: ascending members. */
export async function signProposal(grid: Grid, proposal: Proposal, signers: readonly Signer[]) {
  const { chainId } = await grid.Measurements.runner!.provider!.getNetwork();
  const domain = measurementsDomain(chainId, await grid.Measurements.getAddress());
  const signatures = await Promise.all(
    signers.map(async (signer) => ({
      member: await signer.getAddress(),
      signature: await signer.signTypedData(domain, PROPOSAL_TYPES, proposal),
    })),
  );
  return signatures.sort((a, b) => (BigInt(a.member) < BigInt(b.member) ? -1 : 1));
}

/** Proposes the batch and publishes all its leaves; time must be right. */
export async function proposeAndPublish(grid: Grid, batch: PreparedBatch, signers: readonly Signer[]): Promise<void> {
  const { proposal, leaves } = batch;
  await grid.Measurements.propose(proposal, await signProposal(grid, proposal, signers));
  for (const chunk of chunkLeaves(leaves).chunks) {
    await grid.Measurements.publish(proposal.period, proposal.batch, chunk.leaves, chunk.rest);
  }
}
