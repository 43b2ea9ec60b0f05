import { hexlify } from "ethers";
import { keccak256 } from "./keccak.ts";
import { leafAt, leafCount, requirePosition } from "./leaf-bytes.ts";
import { leafHash } from "./leaf.ts";

const HASH_BYTES = 32;

/**
 * The Merkle tree over the leaves of one batch. Its layout and its hashing of sorted pairs are those of OpenZeppelin's
 * `SimpleMerkleTree` with unsorted leaves, so that `MerkleProof` accepts its proofs on chain.
 */
export interface MeasurementTree {
  /** What the attestors sign, as 32 bytes in hex. */
  readonly root: string;
  /** The number of leaves, at least 1. */
  readonly count: number;
  /**
   * All 2 · count - 1 hashes: the root first, the children of node i at 2i + 1 and 2i + 2, and the leaves last, in
   * descending order of position. One flat array, because a million separate hex strings take gigabytes.
   */
  readonly nodes: Uint8Array;
}

/** One proof for several leaves, as OpenZeppelin's `MerkleProof.multiProofVerify` takes it. */
export interface MultiProof {
  /** The proven positions in the order in which the verifier takes them: ascending, so descending in the tree. */
  readonly positions: number[];
  readonly proof: string[];
  readonly proofFlags: boolean[];
}

/**
 * Builds the tree over leaves in position order, as `encodeLeaves(orderMeasurements(list))` gives them.
 * The order is not checked here: see `requireOrderedLeaves`.
 * @throws NoLeavesError, LeafLengthError
 */
export function buildMeasurementTree(leaves: Uint8Array): MeasurementTree {
  const count = leafCount(leaves);
  const nodes = new Uint8Array((2 * count - 1) * HASH_BYTES);
  for (let position = 0; position < count; position++) {
    nodes.set(leafHash(position, leafAt(leaves, position)), leafIndex(count, position) * HASH_BYTES);
  }
  const pair = new Uint8Array(2 * HASH_BYTES);
  for (let index = count - 2; index >= 0; index--) {
    sortChildren(nodes, index, pair);
    nodes.set(keccak256(pair), index * HASH_BYTES);
  }
  return { root: hashAt(nodes, 0), count, nodes };
}

/**
 * The proof of the leaf at one position, as `MerkleProof.verify` takes it; empty if it is the only leaf.
 * @throws LeafPositionError
 */
export function singleProof(tree: MeasurementTree, position: number): string[] {
  requirePosition(position, tree.count);
  const proof: string[] = [];
  for (let index = leafIndex(tree.count, position); index > 0; index = parentOf(index)) {
    proof.push(hashAt(tree.nodes, siblingOf(index)));
  }
  return proof;
}

/**
 * The common proof of the leaves at several positions, given in any order.
 * @throws NothingToProveError, LeafPositionError, DuplicatePositionError
 */
export function multiProof(tree: MeasurementTree, positions: readonly number[]): MultiProof {
  const ordered = orderPositions(tree, positions);
  const proof: string[] = [];
  const proofFlags: boolean[] = [];

  // Known nodes, deepest and rightmost first; their parents join at the end, so the order holds throughout.
  const known = ordered.map((position) => leafIndex(tree.count, position));
  for (let next = 0; next < known.length; next++) {
    const index = known[next];
    if (index === undefined || index === 0) break;

    const sibling = siblingOf(index);
    const isSiblingKnown = known[next + 1] === sibling;
    proofFlags.push(isSiblingKnown);
    if (isSiblingKnown) next++;
    else proof.push(hashAt(tree.nodes, sibling));
    known.push(parentOf(index));
  }
  return { positions: ordered, proof, proofFlags };
}

function orderPositions(tree: MeasurementTree, positions: readonly number[]): number[] {
  if (positions.length === 0) throw new NothingToProveError();
  const ordered = positions.toSorted((a, b) => a - b);
  ordered.forEach((position, i) => {
    requirePosition(position, tree.count);
    if (position === ordered[i - 1]) throw new DuplicatePositionError(position);
  });
  return ordered;
}

/** Writes the two child hashes of a node into `pair`, the smaller first. */
function sortChildren(nodes: Uint8Array, index: number, pair: Uint8Array): void {
  const left = (2 * index + 1) * HASH_BYTES;
  const right = left + HASH_BYTES;
  const isRightSmaller = compareHashes(nodes, left, right) > 0;
  pair.set(nodes.subarray(left, right), isRightSmaller ? HASH_BYTES : 0);
  pair.set(nodes.subarray(right, right + HASH_BYTES), isRightSmaller ? 0 : HASH_BYTES);
}

function compareHashes(nodes: Uint8Array, a: number, b: number): number {
  for (let i = 0; i < HASH_BYTES; i++) {
    const difference = (nodes[a + i] ?? 0) - (nodes[b + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function hashAt(nodes: Uint8Array, index: number): string {
  return hexlify(nodes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES));
}

function leafIndex(count: number, position: number): number {
  return 2 * count - 2 - position;
}

function parentOf(index: number): number {
  return Math.floor((index - 1) / 2);
}

/** The root has none. */
function siblingOf(index: number): number {
  return index % 2 === 0 ? index - 1 : index + 1;
}

/** Thrown when a proof is asked for no leaf: the verifier would accept it and prove nothing. */
export class NothingToProveError extends Error {
  override readonly name = "NothingToProveError";

  constructor() {
    super("no position is given: a proof needs at least one leaf");
  }
}

/** Thrown when a leaf is to be proven twice in one proof. */
export class DuplicatePositionError extends Error {
  override readonly name = "DuplicatePositionError";
  readonly position: number;

  constructor(position: number) {
    super(`position ${position} is given twice: name every leaf once`);
    this.position = position;
  }
}
