/** Bytes of one leaf: two 32-byte words. */
export const LEAF_BYTES = 64;

/**
 * How many leaves the bytes hold, at least one.
 * @throws NoLeavesError for no bytes, LeafLengthError if the last leaf is cut.
 */
export function leafCount(leaves: Uint8Array): number {
  if (leaves.length === 0) throw new NoLeavesError();
  if (leaves.length % LEAF_BYTES !== 0) throw new LeafLengthError(leaves.length);
  return leaves.length / LEAF_BYTES;
}

/** The leaf at a position counted from 0: a view of the given bytes, not a copy. */
export function leafAt(leaves: Uint8Array, position: number): Uint8Array {
  requirePosition(position, leafCount(leaves));
  return leaves.subarray(position * LEAF_BYTES, (position + 1) * LEAF_BYTES);
}

/** @throws LeafLengthError unless the bytes are one leaf. */
export function requireOneLeaf(leaf: Uint8Array): void {
  if (leaf.length !== LEAF_BYTES) throw new LeafLengthError(leaf.length);
}

/** @throws LeafPositionError unless the position is a whole number from 0 to `count` - 1. */
export function requirePosition(position: number, count: number): void {
  if (!Number.isSafeInteger(position) || position < 0 || position >= count) {
    throw new LeafPositionError(position, count);
  }
}

/** Thrown for bytes that are not a whole number of leaves, or not the one leaf expected. */
export class LeafLengthError extends Error {
  override readonly name = "LeafLengthError";
  /** The number of bytes given. */
  readonly length: number;

  constructor(length: number) {
    super(`${length} bytes do not fit: every leaf has ${LEAF_BYTES} bytes`);
    this.length = length;
  }
}

/** Thrown for a position at which there is no leaf. */
export class LeafPositionError extends Error {
  override readonly name = "LeafPositionError";
  readonly position: number;
  readonly count: number;

  constructor(position: number, count: number) {
    super(`there is no leaf at position ${position}: positions are 0 to ${count - 1}`);
    this.position = position;
    this.count = count;
  }
}

/** Thrown for a batch without leaves: it has no root and nothing to publish. */
export class NoLeavesError extends Error {
  override readonly name = "NoLeavesError";

  constructor() {
    super("there are no leaves: a batch holds at least one");
  }
}
