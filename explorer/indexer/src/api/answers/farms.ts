import { z } from "zod";
import { address, integer, occurrence, tftUnits, unixSeconds } from "./common.ts";

export const farm = z.object({
  farmId: z.int(),
  name: z.string().describe("Text of its owner: never render it as markup"),
  owner: address,
  pendingOwner: address.optional(),
  payout: address.describe("Where rewards go now"),
  payoutChange: z.object({ payout: address, effectiveAt: unixSeconds }).optional(),
  isPayoutLocked: z.boolean(),
  certification: z.enum(["notCertified", "gold"]),
  policyLimit: z
    .object({
      policyId: z.int(),
      cuMicroLeft: integer,
      suMicroLeft: integer,
      nodesLeft: z.int(),
      untilPeriod: z.int(),
      isCertifiedOnly: z.boolean(),
    })
    .optional()
    .describe("The special policy of new terms, as it was last granted"),
  nodes: z.int(),
  publicIps: z.int(),
  created: occurrence,
});

/** One reward of one node for one period that was settled, as its event tells it. */
export const receipt = z.object({
  farmId: z.int(),
  nodeId: z.int(),
  period: z.int(),
  batch: z.int().describe("0 is the period's own, more are corrections"),
  position: z.int(),
  tftUnits,
  outcome: z.string().describe("One of OUTCOMES of sdk/rules: why it is so much"),
  settled: occurrence,
});

/** TFT that a farm received. */
export const payment = z.object({
  farmId: z.int(),
  kind: z.enum(["reward", "reservation"]),
  payout: address,
  tftUnits,
  paid: occurrence,
});

export const publicIp = z.object({
  farmId: z.int(),
  ip: z.string(),
  prefixLength: z.int(),
  gateway: z.string(),
  holder: z
    .object({ booker: address, holder: z.int().describe("For the reservations contract: the reservation") })
    .optional(),
});

export type Farm = z.infer<typeof farm>;
export type Receipt = z.infer<typeof receipt>;
export type Payment = z.infer<typeof payment>;
export type PublicIp = z.infer<typeof publicIp>;
