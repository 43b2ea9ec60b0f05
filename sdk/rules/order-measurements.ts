import { leafAt, leafCount } from "./leaf-bytes.ts";
import { decodeLeaf, LeafError, type LeafNode } from "./leaf.ts";
import type { Measurement } from "./measurement.ts";

/**
 * The measurements of one batch in the order of its leaves: strictly ascending by farm, then node. So a farm's nodes
 * are neighbours, which keeps their common proof short, and a node that is measured twice is visible.
 * @throws DuplicateMeasurementError if a node of a farm occurs twice.
 */
export function orderMeasurements(measurements: readonly Measurement[]): Measurement[] {
  const ordered = measurements.toSorted(compareNodes);
  ordered.forEach((measurement, index) => {
    const previous = ordered[index - 1];
    if (previous !== undefined && compareNodes(previous, measurement) === 0) {
      throw new DuplicateMeasurementError(measurement);
    }
  });
  return ordered;
}

/**
 * Checks that leaves prepared by somebody else are in that order; whoever signs a root does this first. A tree can be
 * built and proven without it, because a claim must be possible against any root that has been accepted.
 * @throws DuplicateMeasurementError, LeafOrderError naming the first leaf out of order, and as `decodeLeaf` does.
 */
export function requireOrderedLeaves(leaves: Uint8Array): void {
  const count = leafCount(leaves);
  let previous = decodeLeaf(leafAt(leaves, 0));
  for (let position = 1; position < count; position++) {
    const next = decodeLeaf(leafAt(leaves, position));
    const order = compareNodes(previous, next);
    if (order === 0) throw new DuplicateMeasurementError(next);
    if (order > 0) throw new LeafOrderError(next, position);
    previous = next;
  }
}

function compareNodes(a: LeafNode, b: LeafNode): number {
  return a.farmId - b.farmId || a.nodeId - b.nodeId;
}

/** Thrown when one batch holds two measurements of the same node in the same farm. */
export class DuplicateMeasurementError extends LeafError {
  override readonly name = "DuplicateMeasurementError";

  constructor(node: LeafNode) {
    super(node, "it is measured twice, but a batch holds one leaf per node");
  }
}

/** Thrown when a leaf stands behind one of a later farm or node. */
export class LeafOrderError extends LeafError {
  override readonly name = "LeafOrderError";
  readonly position: number;

  constructor(node: LeafNode, position: number) {
    super(node, `its leaf at position ${position} is out of order; leaves ascend by farm, then by node`);
    this.position = position;
  }
}
