import type { PublishedBatch } from "../measurements/read-batch.ts";
import { leafAt } from "../rules/leaf-bytes.ts";
import { leafWords } from "../rules/leaf.ts";
import { multiProof, singleProof } from "../rules/measurement-tree.ts";
import type { MeasurementTree, MultiProof } from "../rules/measurement-tree.ts";
import type {
  BatchClaimStruct,
  CorrectionClaimStruct,
  PositionedLeafStruct,
} from "../../typechain-types/contracts/farming/FarmingRewards.ts";

/*
 * How leaves are handed to FarmingRewards; nothing else in this library knows the shape.
 */

/** A leaf in a batch whose leaves are at hand. */
export interface LeafPlace {
  readonly source: PublishedBatch;
  readonly position: number;
}

/** Primary leaves of one batch with their proof. Positions may come in any order. */
export function toBatchClaim(source: PublishedBatch, positions: readonly number[]): BatchClaimStruct {
  const { period, batch, tree } = source;
  const { positions: ordered, proof, proofFlags } = proofOf(tree, positions);
  return { period, batch, leaves: ordered.map((position) => toLeaf({ source, position })), proof, proofFlags };
}

/** A single leaf is proven without flags, which is cheaper. */
function proofOf(tree: MeasurementTree, positions: readonly number[]): MultiProof {
  const [position, ...others] = positions;
  if (position === undefined || others.length > 0) return multiProof(tree, positions);
  return { positions: [position], proof: singleProof(tree, position), proofFlags: [] };
}

/** A correction and the primary leaf that it names, each with its proof. */
export function toCorrectionClaim(correction: LeafPlace, primary: LeafPlace): CorrectionClaimStruct {
  const { period, batch } = correction.source;
  return {
    period,
    batch,
    leaf: toLeaf(correction),
    proof: singleProof(correction.source.tree, correction.position),
    primary: toLeaf(primary),
    primaryProof: singleProof(primary.source.tree, primary.position),
  };
}

/** A leaf at its place, as `explain` takes it too. */
export function toLeaf({ source, position }: LeafPlace): PositionedLeafStruct {
  const [head, body] = leafWords(leafAt(source.leaves, position));
  return { position, head, body };
}
