import { z } from "zod";
import { address, capacity, integer, occurrence, unixSeconds, usdPerSecond } from "./common.ts";

/** On what conditions a node earns. */
export const terms = z.object({
  termsIndex: z.int(),
  farmId: z.int(),
  fromPeriod: z.int(),
  untilPeriod: z.int().describe("The first period that they do not cover"),
  policyId: z.int(),
  connectionPriceMusd: z.int().describe("10^-3 USD per TFT"),
  ipv4Count: z.int(),
  isCertified: z.boolean(),
  isVirtualized: z.boolean(),
  verifiedFrom: z.int(),
  verifiedUntil: z.int(),
  capacity,
});

export const node = z.object({
  nodeId: z.int(),
  farmId: z.int(),
  farmName: z.string(),
  key: address.optional().describe("Absent once the node is removed"),
  status: z
    .enum(["up", "down", "waking", "fallingAsleep", "removed"])
    .describe("From its power target and power state"),
  country: z.string(),
  city: z.string(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  serialNumber: z.string(),
  hasSecureBoot: z.boolean(),
  isCertified: z.boolean().describe("In the current period's terms"),
  capacity: z.object({ offered: capacity, reserved: capacity, free: capacity }),
  offer: z.object({ isDedicatedOnly: z.boolean(), extraFeeRate: usdPerSecond }),
  isDedicated: z.boolean().describe("Reserved as a whole"),
  freeIps: z.int().describe("Public addresses of its farm that nobody holds"),
  noticeEndsAt: unixSeconds.optional().describe("The farmer gave notice: no new reservations"),
  terms: terms.optional().describe("Those of the current period"),
  registered: occurrence,
});

export const nodeWithHistory = node.extend({
  allTerms: z.array(terms),
  power: z.array(z.object({ isTarget: z.boolean(), isDown: z.boolean(), changed: occurrence })),
});

/** What attestors stated of a node in a period: one published leaf. */
export const measurement = z.object({
  nodeId: z.int(),
  period: z.int(),
  batch: z.int(),
  attempt: z.int(),
  position: z.int(),
  uptimeSeconds: z.int(),
  termsIndex: z.int(),
  violation: z.string().describe("Of sdk/rules; `none` if nothing was found"),
  capacity,
  nruBytes: integer.describe("Public traffic"),
  ipSeconds: z.int(),
  corrects: z.object({ batch: z.int(), position: z.int() }).optional(),
  isFinal: z.boolean().describe("By the time of the last block"),
  published: occurrence,
});

export type Terms = z.infer<typeof terms>;
export type Node = z.infer<typeof node>;
export type NodeWithHistory = z.infer<typeof nodeWithHistory>;
export type Measurement = z.infer<typeof measurement>;
