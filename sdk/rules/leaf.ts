import { hexlify } from "ethers";
import { keccak256 } from "./keccak.ts";
import { LEAF_BYTES, leafAt, leafCount, requireOneLeaf, requirePosition } from "./leaf-bytes.ts";
import { type LeafPosition, type Measurement, type Violation, VIOLATIONS } from "./measurement.ts";

/** The leaf format that this library writes and reads. */
export const LEAF_VERSION = 1;

/** A leaf as the contracts take it: two 32-byte words in hex. */
export type LeafWords = [word0: string, word1: string];

/** Where each field begins, in bytes; all are big-endian and fill the two words without a gap. */
const OFFSET = {
  version: 0,
  violation: 1,
  farmId: 2,
  nodeId: 6,
  termsIndex: 10,
  uptimeSeconds: 12,
  ipSeconds: 16,
  primaryBatch: 22,
  primaryPosition: 24,
  cru: 28,
  mruBytes: 32,
  sruBytes: 40,
  hruBytes: 48,
  nruBytes: 56,
} as const;

const MAX_U16 = 2 ** 16 - 1;
const MAX_U32 = 2 ** 32 - 1;
const MAX_U48 = 2 ** 48 - 1;
const MAX_U64 = 2n ** 64n - 1n;

/** In a leaf that corrects nothing. Its batch is therefore no valid batch of a primary leaf. */
const NO_PRIMARY: LeafPosition = { batch: MAX_U16, position: 0 };
const MAX_PRIMARY_BATCH = MAX_U16 - 1;

/**
 * The 64 bytes of one measurement.
 * @throws LeafValueDoesNotFitError if a number is negative, not whole or larger than its field.
 * @throws LeafUnknownViolationError if the violation is not one of `VIOLATIONS`.
 */
export function encodeLeaf(measurement: Measurement): Uint8Array {
  return encodeLeaves([measurement]);
}

/** The leaves of many measurements, one after the other in the given order. Throws as `encodeLeaf` does. */
export function encodeLeaves(measurements: readonly Measurement[]): Uint8Array {
  const leaves = new Uint8Array(measurements.length * LEAF_BYTES);
  const view = viewOf(leaves);
  let offset = 0;
  for (const measurement of measurements) {
    writeIdentity(view, offset, measurement);
    writeAmounts(view, offset, measurement);
    writePrimary(view, offset, measurement);
    offset += LEAF_BYTES;
  }
  return leaves;
}

/**
 * The measurement in a leaf of 64 bytes. Encoding it again gives the same bytes.
 * @throws LeafLengthError, LeafVersionError, LeafUnknownViolationError, LeafPrimaryPositionError
 */
export function decodeLeaf(leaf: Uint8Array): Measurement {
  requireOneLeaf(leaf);
  const view = viewOf(leaf);
  const version = view.getUint8(OFFSET.version);
  if (version !== LEAF_VERSION) throw new LeafVersionError(version);

  const corrects = readPrimary(view);
  return {
    farmId: view.getUint32(OFFSET.farmId),
    nodeId: view.getUint32(OFFSET.nodeId),
    termsIndex: view.getUint16(OFFSET.termsIndex),
    uptimeSeconds: view.getUint32(OFFSET.uptimeSeconds),
    violation: readViolation(view),
    capacity: {
      cru: view.getUint32(OFFSET.cru),
      mruBytes: view.getBigUint64(OFFSET.mruBytes),
      sruBytes: view.getBigUint64(OFFSET.sruBytes),
      hruBytes: view.getBigUint64(OFFSET.hruBytes),
    },
    nruBytes: view.getBigUint64(OFFSET.nruBytes),
    ipSeconds: readU48(view, OFFSET.ipSeconds),
    ...(corrects && { corrects }),
  };
}

/** The measurements in a run of leaves, in their order. Throws as `decodeLeaf` and `leafCount` do. */
export function decodeLeaves(leaves: Uint8Array): Measurement[] {
  return Array.from({ length: leafCount(leaves) }, (_, position) => decodeLeaf(leafAt(leaves, position)));
}

/** The two words of a leaf, in hex, as arguments of a contract call. */
export function leafWords(leaf: Uint8Array): LeafWords {
  requireOneLeaf(leaf);
  return [hexlify(leaf.subarray(0, 32)), hexlify(leaf.subarray(32))];
}

/**
 * What the tree holds for a leaf: the hash of its position (0 … 2^32 - 1) as a 32-byte word, then its two words.
 * These 96 bytes cannot be taken for the 64 bytes below an inner node.
 */
export function leafHash(position: number, leaf: Uint8Array): Uint8Array {
  requireOneLeaf(leaf);
  requirePosition(position, MAX_U32 + 1);

  const preimage = new Uint8Array(32 + LEAF_BYTES);
  viewOf(preimage).setUint32(28, position);
  preimage.set(leaf, 32);
  return keccak256(preimage);
}

function writeIdentity(view: DataView, offset: number, measurement: Measurement): void {
  const { farmId, nodeId, termsIndex, violation } = measurement;
  const code = VIOLATIONS.indexOf(violation);
  if (code < 0) throw new LeafUnknownViolationError(measurement, violation);

  view.setUint8(offset + OFFSET.version, LEAF_VERSION);
  view.setUint8(offset + OFFSET.violation, code);
  view.setUint32(offset + OFFSET.farmId, fitted(measurement, "farmId", farmId, MAX_U32));
  view.setUint32(offset + OFFSET.nodeId, fitted(measurement, "nodeId", nodeId, MAX_U32));
  view.setUint16(offset + OFFSET.termsIndex, fitted(measurement, "termsIndex", termsIndex, MAX_U16));
}

function writeAmounts(view: DataView, offset: number, measurement: Measurement): void {
  const { uptimeSeconds, ipSeconds, nruBytes, capacity } = measurement;
  view.setUint32(offset + OFFSET.uptimeSeconds, fitted(measurement, "uptimeSeconds", uptimeSeconds, MAX_U32));
  writeU48(view, offset + OFFSET.ipSeconds, fitted(measurement, "ipSeconds", ipSeconds, MAX_U48));
  view.setUint32(offset + OFFSET.cru, fitted(measurement, "cru", capacity.cru, MAX_U32));
  view.setBigUint64(offset + OFFSET.mruBytes, fittedBytes(measurement, "mruBytes", capacity.mruBytes));
  view.setBigUint64(offset + OFFSET.sruBytes, fittedBytes(measurement, "sruBytes", capacity.sruBytes));
  view.setBigUint64(offset + OFFSET.hruBytes, fittedBytes(measurement, "hruBytes", capacity.hruBytes));
  view.setBigUint64(offset + OFFSET.nruBytes, fittedBytes(measurement, "nruBytes", nruBytes));
}

function writePrimary(view: DataView, offset: number, measurement: Measurement): void {
  const { corrects } = measurement;
  if (corrects !== undefined) {
    fitted(measurement, "corrects.batch", corrects.batch, MAX_PRIMARY_BATCH);
    fitted(measurement, "corrects.position", corrects.position, MAX_U32);
  }
  const { batch, position } = corrects ?? NO_PRIMARY;
  view.setUint16(offset + OFFSET.primaryBatch, batch);
  view.setUint32(offset + OFFSET.primaryPosition, position);
}

function readPrimary(view: DataView): LeafPosition | undefined {
  const batch = view.getUint16(OFFSET.primaryBatch);
  const position = view.getUint32(OFFSET.primaryPosition);
  if (batch !== NO_PRIMARY.batch) return { batch, position };
  if (position !== NO_PRIMARY.position) throw new LeafPrimaryPositionError(nodeOf(view), position);
  return undefined;
}

function readViolation(view: DataView): Violation {
  const code = view.getUint8(OFFSET.violation);
  const violation = VIOLATIONS[code];
  if (violation === undefined) throw new LeafUnknownViolationError(nodeOf(view), code);
  return violation;
}

function writeU48(view: DataView, offset: number, value: number): void {
  view.setUint16(offset, Math.floor(value / 2 ** 32));
  view.setUint32(offset + 2, value % 2 ** 32);
}

function readU48(view: DataView, offset: number): number {
  return view.getUint16(offset) * 2 ** 32 + view.getUint32(offset + 2);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function nodeOf(view: DataView): LeafNode {
  return { farmId: view.getUint32(OFFSET.farmId), nodeId: view.getUint32(OFFSET.nodeId) };
}

function fitted(node: LeafNode, field: string, value: number, max: number): number {
  const fits = Number.isSafeInteger(value) && value >= 0 && value <= max;
  if (!fits) throw new LeafValueDoesNotFitError(node, field, value, max);
  return value;
}

function fittedBytes(node: LeafNode, field: string, value: bigint): bigint {
  if (value < 0n || value > MAX_U64) throw new LeafValueDoesNotFitError(node, field, value, MAX_U64);
  return value;
}

/** The node that a leaf is about. */
export type LeafNode = Pick<Measurement, "farmId" | "nodeId">;

/** What the errors about one node's leaf have in common. */
export class LeafError extends Error {
  readonly farmId: number;
  readonly nodeId: number;

  constructor({ farmId, nodeId }: LeafNode, message: string) {
    super(`node ${nodeId} of farm ${farmId}: ${message}`);
    this.farmId = farmId;
    this.nodeId = nodeId;
  }
}

/** Thrown when a measured value cannot be written in its field, for instance an uptime that has underflowed. */
export class LeafValueDoesNotFitError extends LeafError {
  override readonly name = "LeafValueDoesNotFitError";
  readonly field: string;
  readonly value: number | bigint;
  readonly max: number | bigint;

  constructor(node: LeafNode, field: string, value: number | bigint, max: number | bigint) {
    super(node, `${field} is ${value}, but a leaf holds whole numbers from 0 to ${max} there`);
    this.field = field;
    this.value = value;
    this.max = max;
  }
}

/** Thrown for a violation, or the code of one in a leaf, that is not in `VIOLATIONS`. */
export class LeafUnknownViolationError extends LeafError {
  override readonly name = "LeafUnknownViolationError";
  readonly violation: string | number;

  constructor(node: LeafNode, violation: string | number) {
    super(node, `the violation is ${violation}, which is none of: ${VIOLATIONS.join(", ")}`);
    this.violation = violation;
  }
}

/** Thrown for a leaf that names a primary position but no primary batch; nothing encodes to it. */
export class LeafPrimaryPositionError extends LeafError {
  override readonly name = "LeafPrimaryPositionError";
  readonly position: number;

  constructor(node: LeafNode, position: number) {
    super(node, `the leaf names primary position ${position} without a batch`);
    this.position = position;
  }
}

/** Thrown for a leaf written in another format. */
export class LeafVersionError extends Error {
  override readonly name = "LeafVersionError";
  readonly version: number;

  constructor(version: number) {
    super(`leaf version ${version} is unknown: this library reads version ${LEAF_VERSION}; look for a newer release`);
    this.version = version;
  }
}
