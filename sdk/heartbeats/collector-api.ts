import { z } from "zod";
import { heartbeatJson } from "./heartbeat-json.ts";

/** A request brings so many heartbeats at most. */
export const MOST_HEARTBEATS = 500;

/** A page has so many heartbeats at most. */
export const MOST_PER_PAGE = 5000;

/** Why a collector does not take a heartbeat. */
const REFUSALS = ["wrongNode", "badSignature", "fromFuture", "periodClosed", "outOfRange"] as const;

export type Refusal = (typeof REFUSALS)[number];

/** What became of one heartbeat of a request. */
const heartbeatResult = z.object({
  /** Null where what was sent has none that can be read. */
  nodeId: z.int().nullable(),
  sequence: z.int().nullable(),
  /** Stored and duplicate: it is kept. Conflict: it is kept beside another one with its number, and neither counts. */
  status: z.enum(["stored", "duplicate", "conflict", "refused"]),
  error: z.enum(REFUSALS).optional(),
  message: z.string().optional(),
});

export const heartbeatResults = z.object({ results: z.array(heartbeatResult) });

/** What became of one heartbeat of a request. */
export type HeartbeatResult = z.output<typeof heartbeatResult>;

const reference = z.object({ nodeId: z.int(), sequence: z.int() });

/** A page of heartbeats; servers describe a heartbeat, clients read it. */
export const pageOf = <Heartbeat extends z.ZodType>(heartbeat: Heartbeat) =>
  z.object({
    /** Ordered by node, time and sequence. */
    heartbeats: z.array(heartbeat),
    /** Those of the page that came as an appeal, after their period was closed. */
    appeals: z.array(reference),
    /** Where the next page begins; null on the last one. */
    next: z.string().nullable(),
  });

/** Numbers that a node's key has signed two different heartbeats with, and these heartbeats. */
export const conflictsOf = <Heartbeat extends z.ZodType>(heartbeat: Heartbeat) =>
  z.object({ conflicts: z.array(reference.extend({ heartbeats: z.array(heartbeat) })) });

/** The shape of a heartbeat's JSON, for documents that describe it; what is described so is not checked. */
export const describedHeartbeat = z.unknown().meta(z.toJSONSchema(heartbeatJson, { io: "input" }));

export const latestHeartbeat = z.object({ sequence: z.int().nullable(), sentAt: z.int().nullable() });

/** The highest sequence of a node, and when it was sent; nulls before its first heartbeat. */
export type LatestHeartbeat = z.output<typeof latestHeartbeat>;

export const nodeUptime = z.object({
  nodeId: z.int(),
  period: z.int(),
  ruleSet: z.enum(["conformance", "proportional"]),
  /** Credited so far. */
  uptimeSeconds: z.int(),
  violation: z.string(),
  heartbeats: z.int(),
  /** Signed twice with one number: they do not count. */
  conflictingHeartbeats: z.int(),
  failedBoots: z.int(),
  /** When nothing proves that the node was up, unix times in seconds. */
  gaps: z.array(z.object({ from: z.int(), to: z.int() })),
  contradictions: z.array(z.object({ from: z.int(), to: z.int(), kind: z.string() })),
  thresholdPermille: z.int(),
  /** What it reaches if it is up from now on, in thousandths of the period. */
  reachablePermille: z.int(),
  /** How long it may still be down and reach the threshold; null when that is out of reach. */
  affordableSeconds: z.int().nullable(),
});

/** What a node is credited with in a period, what it lost, and what it must do. */
export type NodeUptime = z.output<typeof nodeUptime>;
