import { concat, getBytes } from "ethers";
import { dataHashOf } from "../rules/chunks.ts";
import { LEAF_BYTES } from "../rules/leaf-bytes.ts";
import { buildMeasurementTree } from "../rules/measurement-tree.ts";
import { attemptName } from "./words.ts";
import { LogsIncompleteError } from "./logs-incomplete-error.ts";
import type { BatchAttempt, PublishedChunk } from "./read-attempts.ts";

/** An attempt with its leaves as they are on chain, whether or not they are what was signed. */
export interface RebuiltBatch {
  readonly attempt: BatchAttempt;
  /** 64 bytes each, in the order of their positions; whole leaves only. */
  readonly leaves: Uint8Array;
  readonly differences: readonly string[];
}

/**
 * Puts the leaves of an attempt together from its chunks, and compares running hash, root and count with what was signed.
 * Those of an attempt that was never published as a whole cannot be compared.
 * @throws LogsIncompleteError
 */
export function rebuildBatch(attempt: BatchAttempt): RebuiltBatch {
  const { period, batch, chunks, count, publication } = attempt;
  const published = countPublished(attempt);
  if (publication === undefined) {
    if (published < count) return { attempt, leaves: new Uint8Array(), differences: [] };
    throw new LogsIncompleteError(`it has all leaves of batch ${batch} of period ${period}, but not that they are all`);
  }
  if (published < count) throw missingLeaves(attempt, publication.block);
  return { attempt, leaves: joined(chunks), differences: compare(attempt, published) };
}

/** How many leaves the chunks hold, each of which must begin where the one before ends. */
function countPublished(attempt: BatchAttempt): number {
  let published = 0;
  let previousBlock = 0;
  for (const chunk of attempt.chunks) {
    const follows = chunk.firstPosition === published && chunk.previousBlock === previousBlock;
    if (!follows) throw missingLeaves(attempt, chunk.previousBlock);
    published += chunk.leaves.length / LEAF_BYTES;
    previousBlock = chunk.block;
  }
  return published;
}

function missingLeaves({ period, batch, attempt }: BatchAttempt, block: number): LogsIncompleteError {
  const where = `batch ${batch}, attempt ${attempt}, of period ${period}`;
  return new LogsIncompleteError(`leaves of ${where}, which were published in block ${block}, are missing`);
}

function compare(attempt: BatchAttempt, published: number): string[] {
  const { chunks, dataHash, root, count } = attempt;
  const name = attemptName(attempt);
  if (!Number.isInteger(published)) return [`${name}: its chunks hold ${published} leaves; ${count} were signed.`];

  const [actualHash, actualRoot] = [
    dataHashOf(chunks.map(({ leaves }) => leaves)),
    buildMeasurementTree(joined(chunks)).root,
  ];
  return [
    ...(published === count ? [] : [`${name}: its chunks hold ${published} leaves; ${count} were signed.`]),
    ...(actualHash === dataHash ? [] : [`${name}: its chunks hash to ${actualHash}; ${dataHash} was signed.`]),
    ...(actualRoot === root ? [] : [`${name}: its leaves have the root ${actualRoot}; ${root} was signed.`]),
  ];
}

function joined(chunks: readonly PublishedChunk[]): Uint8Array {
  const bytes = getBytes(concat(chunks.map(({ leaves }) => leaves)));
  return bytes.subarray(0, bytes.length - (bytes.length % LEAF_BYTES));
}
