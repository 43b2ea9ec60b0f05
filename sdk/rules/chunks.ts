import { hexlify } from "ethers";
import { keccak256 } from "./keccak.ts";
import { LEAF_BYTES, leafCount } from "./leaf-bytes.ts";

/** Leaves in every published chunk but the last, which may hold fewer. */
export const LEAVES_PER_CHUNK = 1024;

const CHUNK_BYTES = LEAVES_PER_CHUNK * LEAF_BYTES;

/** What follows the last chunk. */
const END = new Uint8Array(32);

/** One chunk as it is published: the contract compares keccak256(keccak256(leaves) ‖ rest) with what it expects. */
export interface Chunk {
  /** Up to 1024 leaves, as a view of the batch's bytes. */
  readonly leaves: Uint8Array;
  /** What the contract expects next: the chain over all later chunks, 32 zero bytes after the last one. In hex. */
  readonly rest: string;
}

/** A batch ready to be published. */
export interface ChunkedLeaves {
  /** In publishing order. */
  readonly chunks: readonly Chunk[];
  /** What the attestors sign: the chain over all chunks, in hex. */
  readonly dataHash: string;
}

/**
 * Cuts the leaves of a batch into chunks and chains their hashes from the last one backwards. So every chunk can be
 * checked when it arrives, and nobody can publish anything else in its place.
 * @throws NoLeavesError, LeafLengthError
 */
export function chunkLeaves(leaves: Uint8Array): ChunkedLeaves {
  const chunks: Chunk[] = [];
  let rest: Uint8Array = END;
  for (let index = Math.ceil(leafCount(leaves) / LEAVES_PER_CHUNK) - 1; index >= 0; index--) {
    const part = leaves.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
    chunks.unshift({ leaves: part, rest: hexlify(rest) });
    rest = chainHash(part, rest);
  }
  return { chunks, dataHash: hexlify(rest) };
}

/**
 * The leaves of a batch from its published chunks, after checking them against the hash that was signed.
 * @param chunks the bytes of every chunk, in publishing order
 * @param dataHash 32 bytes in hex
 * @throws DataHashMismatchError, NoLeavesError, LeafLengthError
 */
export function joinChunks(chunks: readonly Uint8Array[], dataHash: string): Uint8Array {
  const actual = dataHashOf(chunks);
  if (actual !== dataHash.toLowerCase()) throw new DataHashMismatchError(chunks.length, actual, dataHash);

  const leaves = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    leaves.set(chunk, offset);
    offset += chunk.length;
  }
  // Signed chunks without whole leaves would be the attestors' mistake; they must not pass for an empty batch.
  leafCount(leaves);
  return leaves;
}

/** The chain over published chunks, in hex: what `joinChunks` compares. */
export function dataHashOf(chunks: readonly Uint8Array[]): string {
  return hexlify(chunks.reduceRight((rest, chunk) => chainHash(chunk, rest), END));
}

function chainHash(chunk: Uint8Array, rest: Uint8Array): Uint8Array {
  const link = new Uint8Array(64);
  link.set(keccak256(chunk));
  link.set(rest, 32);
  return keccak256(link);
}

/** Thrown when chunks are not those that were signed. */
export class DataHashMismatchError extends Error {
  override readonly name = "DataHashMismatchError";
  readonly actual: string;
  readonly expected: string;

  constructor(chunkCount: number, actual: string, expected: string) {
    super(
      `these ${chunkCount} chunks hash to ${actual}, but ${expected} was signed: ` +
        "one is missing, changed or out of order; read them again, all of the same batch",
    );
    this.actual = actual;
    this.expected = expected;
  }
}
