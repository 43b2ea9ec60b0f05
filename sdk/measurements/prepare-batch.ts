import type { Grid } from "../network/grid.ts";
import { chunkLeaves } from "../rules/chunks.ts";
import type { Chunk } from "../rules/chunks.ts";
import { encodeLeaves } from "../rules/leaf.ts";
import { buildMeasurementTree } from "../rules/measurement-tree.ts";
import type { MeasurementTree } from "../rules/measurement-tree.ts";
import type { Measurement } from "../rules/measurement.ts";
import { orderMeasurements, requireOrderedLeaves } from "../rules/order-measurements.ts";
import type { RuleSet } from "../rules/rule-sets.ts";
import { batchStatus } from "./period-status.ts";
import type { Proposal } from "./proposal.ts";

/** Where a batch belongs: everything of a proposal but what follows from its leaves. */
export type BatchPlace = Omit<Proposal, "root" | "count" | "dataHash">;

/** A batch as attestors sign and publish it. */
export interface PreparedBatch {
  /** 64 bytes each, in the order of their positions. */
  readonly leaves: Uint8Array;
  readonly tree: MeasurementTree;
  /** The leaves in the pieces in which they are published. */
  readonly chunks: readonly Chunk[];
  readonly proposal: Proposal;
}

/**
 * Turns measurements, in any order, into a batch.
 * @throws LeafValueDoesNotFitError, LeafUnknownViolationError, DuplicateMeasurementError, NoLeavesError
 */
export function prepareBatch(measurements: readonly Measurement[], place: BatchPlace): PreparedBatch {
  return toBatch(encodeLeaves(orderMeasurements(measurements)), place);
}

/**
 * The same from leaves that somebody else prepared; whoever is about to sign them checks their order with it.
 * @throws LeafOrderError, DuplicateMeasurementError, and as decodeLeaf does
 */
export function prepareBatchFromLeaves(leaves: Uint8Array, place: BatchPlace): PreparedBatch {
  requireOrderedLeaves(leaves);
  return toBatch(leaves, place);
}

/** The place that the next proposal of a batch must name now: the attempt at hand and the attestors in force. */
export async function nextBatchPlace(
  grid: Grid,
  { period, batch, ruleSet }: { readonly period: number; readonly batch: number; readonly ruleSet: RuleSet },
): Promise<BatchPlace> {
  const [stored, version] = await Promise.all([batchStatus(grid, { period, batch }), grid.Attestors.activeVersion()]);
  const attempt = stored.attempt + (stored.state === "void" ? 1 : 0);
  const attestorSetVersion = Number(version);
  return { period, batch, attempt, attestorSetVersion, ruleSetId: ruleSet.id, isUnanimous: false };
}

function toBatch(leaves: Uint8Array, place: BatchPlace): PreparedBatch {
  const tree = buildMeasurementTree(leaves);
  const { chunks, dataHash } = chunkLeaves(leaves);
  return { leaves, tree, chunks, proposal: { ...place, root: tree.root, count: tree.count, dataHash } };
}
