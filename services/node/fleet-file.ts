import { z } from "zod";
import { parseBytes } from "../../sdk/directory/parse-bytes.ts";
import type { Capacity } from "../../sdk/rules/capacity.ts";

const MOST_U40 = 2 ** 40 - 1;

const size = z.union([z.string(), z.int().min(0).transform(String)]).transform((text, context) => {
  try {
    return parseBytes(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
    return z.NEVER;
  }
});

const interval = z
  .tuple([z.int().min(0), z.int().min(0)])
  .refine(([from, to]) => from < to, "must end after it begins");

const entry = z.strictObject({
  /** So many nodes are alike; their keys follow each other. */
  count: z.int().min(1).max(100_000).default(1),
  /** The number of the first one's key. */
  key: z.int().min(0).max(0x7fffffff),
  /** Looked up by the key when left out. */
  nodeId: z.int().min(1).optional(),
  cru: z.int().min(0),
  mru: size,
  sru: size,
  hru: size.default(0n),
  /** From boot to power cut, in seconds since the beginning; always up when left out. */
  up: z
    .array(interval)
    .refine(
      (all) => all.every(([from], index) => index === 0 || from > (all[index - 1]?.[1] ?? 0)),
      "must be ascending",
    )
    .optional(),
  /** How far its clock is ahead, in seconds. */
  clockOffset: z.int().default(0),
});

const fleetFile = z
  .strictObject({
    format: z.literal("tfgrid-fleet-1"),
    /** Unix times in seconds. */
    from: z.int().min(0).max(MOST_U40),
    to: z.int().min(0).max(MOST_U40),
    /** So many times as fast as real time; as fast as possible when left out. */
    speed: z.number().positive().optional(),
    nodes: z.array(entry).min(1),
  })
  .refine(({ from, to }) => from < to, "must end after it begins")
  .refine(({ nodes }) => nodes.every(({ count, nodeId }) => count === 1 || nodeId === undefined), {
    error: "nodeId is for a single node: leave it or count out",
  });

/** A scripted fleet. */
export interface Fleet {
  /** Unix times in seconds. */
  readonly from: number;
  readonly to: number;
  readonly speed: number | undefined;
  readonly nodes: readonly ScriptedNode[];
}

export interface ScriptedNode {
  readonly keyIndex: number;
  readonly nodeId: number | undefined;
  readonly capacity: Capacity;
  /** From boot to power cut, unix times in seconds. */
  readonly up: readonly (readonly [from: number, to: number])[];
  readonly clockOffsetSeconds: number;
}

/**
 * Reads the script of a fleet.
 *
 * @throws {z.ZodError} When it is none
 */
export function parseFleet(document: unknown): Fleet {
  const { from, to, speed, nodes } = fleetFile.parse(document);
  return { from, to, speed, nodes: nodes.flatMap((one) => toNodes(one, from, to)) };
}

function toNodes(one: z.output<typeof entry>, from: number, to: number): ScriptedNode[] {
  const { count, key, nodeId, cru, mru, sru, hru, clockOffset } = one;
  const up = (one.up ?? [[0, to - from] as const]).map(([start, end]) => [from + start, from + end] as const);
  const capacity = { cru, mruBytes: mru, sruBytes: sru, hruBytes: hru };
  return Array.from({ length: count }, (_, index) => ({
    keyIndex: key + index,
    nodeId,
    capacity,
    up,
    clockOffsetSeconds: clockOffset,
  }));
}
