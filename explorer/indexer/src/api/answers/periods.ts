import { z } from "zod";
import { bytes32, occurrence, tftUnits, unixSeconds } from "./common.ts";

/** One attempt at a batch of measurements. */
export const attempt = z.object({
  period: z.int(),
  batch: z.int().describe("0 is the period's own, more are corrections"),
  attempt: z.int(),
  state: z.enum(["publishing", "void", "reviewing", "rejected", "final"]).describe("At the time of the last block"),
  attestorSetVersion: z.int(),
  ruleSetId: z.int(),
  root: bytes32,
  count: z.int().describe("Leaves in all"),
  publishedCount: z.int(),
  dataHash: bytes32,
  isUnrejectable: z.boolean(),
  finalAt: unixSeconds.optional().describe("Once all leaves are published"),
  rejections: z.int(),
  proposed: occurrence,
  published: occurrence.optional(),
  rejected: occurrence.optional(),
});

export const period = z.object({
  period: z.int(),
  startsAt: unixSeconds,
  endsAt: unixSeconds,
  state: z.enum(["running", "awaited", "publishing", "void", "reviewing", "rejected", "final"]),
  nodes: z.int().describe("Leaves of its own batch"),
  settledNodes: z.int(),
  claimedUnits: tftUnits,
});

export const periodWithAttempts = period.extend({ attempts: z.array(attempt) });

export type Attempt = z.infer<typeof attempt>;
export type Period = z.infer<typeof period>;
export type PeriodWithAttempts = z.infer<typeof periodWithAttempts>;
