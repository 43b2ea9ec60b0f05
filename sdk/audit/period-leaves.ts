import { LEAF_BYTES, leafAt } from "../rules/leaf-bytes.ts";
import { decodeLeaf } from "../rules/leaf.ts";
import type { LeafPosition, Measurement } from "../rules/measurement.ts";
import type { RebuiltBatch } from "./rebuild-batch.ts";

/** A leaf at its place. */
export interface PlacedLeaf extends LeafPosition {
  readonly measurement: Measurement;
}

/** The batches that count: published as a whole and not rejected, so that their leaves can be or could be claimed. */
export function acceptedBatches(batches: readonly RebuiltBatch[]): RebuiltBatch[] {
  return batches.filter(({ attempt }) => attempt.publication !== undefined && attempt.rejection === undefined);
}

/** What stands at a place among accepted batches; undefined when nothing does, or nothing that is a leaf. */
export function measurementAt(
  batches: readonly RebuiltBatch[],
  { batch, position }: LeafPosition,
): Measurement | undefined {
  const leaves = batches.find(({ attempt }) => attempt.batch === batch)?.leaves;
  if (leaves === undefined || position >= leaves.length / LEAF_BYTES) return undefined;
  try {
    return decodeLeaf(leafAt(leaves, position));
  } catch {
    // What is wrong with it is told once, by `checkLeaves`.
    return undefined;
  }
}

/** Every place of a batch with what stands there. */
export function* placesOf({ attempt, leaves }: RebuiltBatch): Generator<LeafPosition> {
  for (let position = 0; position < leaves.length / LEAF_BYTES; position++) yield { batch: attempt.batch, position };
}

/** The leaves of accepted batches that can be read, in order. */
export function* placedLeaves(batches: readonly RebuiltBatch[]): Generator<PlacedLeaf> {
  for (const batch of batches) {
    for (const place of placesOf(batch)) {
      const measurement = measurementAt([batch], place);
      if (measurement !== undefined) yield { ...place, measurement };
    }
  }
}
