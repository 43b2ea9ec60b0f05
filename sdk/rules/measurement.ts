import type { Capacity } from "./capacity.ts";

/**
 * Why a measured period pays nothing. The position in this list is the code in a leaf and on chain; new codes are appended.
 * `unspecified` stands for a violation whose kind the source does not tell.
 */
export const VIOLATIONS = [
  "none",
  "uptimeTooHigh",
  "uptimeTooLow",
  "invalidReboot",
  "clockSkew",
  "bootRequestExpired",
  "relayMissing",
  "twinMissing",
  "publicKeyInvalid",
  "unspecified",
] as const;

export type Violation = (typeof VIOLATIONS)[number];

/** A place among the leaves of one period: the batch it was published in and its position there, both counted from 0. */
export interface LeafPosition {
  readonly batch: number;
  readonly position: number;
}

/** What the attestors state about one node in one period. It carries measurements only; every amount is computed on chain. */
export interface Measurement {
  readonly farmId: number;
  readonly nodeId: number;
  /** Which of the node's numbered terms the measurement refers to, counted from 0. */
  readonly termsIndex: number;
  /** Seconds of proven uptime in the period, 0 … 2^32 - 1. */
  readonly uptimeSeconds: number;
  readonly violation: Violation;
  /** The smallest capacity seen in the period. */
  readonly capacity: Capacity;
  /** Public traffic in and out, in bytes, 0 … 2^64 - 1. */
  readonly nruBytes: bigint;
  /** Sum over the reserved public IPs of the seconds each was in use, 0 … 2^48 - 1. */
  readonly ipSeconds: number;
  /** In a correction: the node's first ("primary") leaf of the period. Absent in a primary leaf. */
  readonly corrects?: LeafPosition;
}
