import { z } from "zod";
import { address, integer, occurrence, tftUnits, unixSeconds, usdPerSecond } from "./common.ts";

export const farmingPolicy = z.object({
  policyId: z.int(),
  name: z.string(),
  cuMusd: z.int(),
  suMusd: z.int(),
  nuMusd: z.int(),
  ipv4Musd: z.int(),
  uptimeRule: z.enum(["linear", "allOrNothing"]),
  minimumUptimeDiyPermille: z.int(),
  minimumUptimeCertifiedPermille: z.int(),
  certifiedBonusBps: z.int(),
  requiresVerification: z.boolean(),
  ceilingCu: z.int(),
  ceilingSu: z.int(),
  isDefault: z.boolean(),
  isCertifiedOnly: z.boolean(),
  farmCertification: z.enum(["notCertified", "gold"]),
  untilPeriod: z.int(),
  added: occurrence,
});

export const pricing = z.object({
  version: z.int(),
  prices: z.object({
    cuRate: usdPerSecond,
    suRate: usdPerSecond,
    ipv4Rate: usdPerSecond,
    nameRate: usdPerSecond,
    trafficUsdPerGb: integer,
    dedicatedBps: z.int(),
    certifiedBps: z.int(),
  }),
  split: z.object({
    farmBps: z.int(),
    foundationBps: z.int(),
    stakersBps: z.int(),
    foundation: address,
    stakers: address,
  }),
  closableAt: unixSeconds.optional().describe("It is retired: from then on anybody may close what uses it"),
  added: occurrence,
});

export const price = z.object({
  usdPerTft: integer.describe("18 decimals"),
  averageUsdPerTft: integer.describe("The day's moving average, 18 decimals"),
  updated: occurrence,
});

export const connectionPrice = z.object({ connectionPriceMusd: z.int(), set: occurrence });

/** A role of the access manager and who holds it. */
export const role = z.object({
  roleId: integer,
  name: z.string().describe("Of sdk/access/roles.ts, or its number"),
  purpose: z.string(),
  grantDelaySeconds: z.int(),
  functions: z.array(z.object({ contract: z.string(), function: z.string() })),
  holders: z.array(
    z.object({ account: address, executionDelaySeconds: z.int(), since: unixSeconds, granted: occurrence }),
  ),
});

/** Something that only a role may do. */
export const privilegedAction = z.object({
  kind: z
    .enum(["scheduled", "executed", "cancelled", "done"])
    .describe("`done`: at once, or the effect of what was executed"),
  contract: z.string(),
  event: z.string(),
  caller: address.optional(),
  details: z.record(z.string(), z.string()),
  happened: occurrence,
});

export const minter = z.object({
  minter: address,
  capacityUnits: tftUnits,
  refillUnitsPerSecond: tftUnits,
  set: occurrence,
});

export const signerSet = z.object({
  contract: z.string().describe("Whose signers: Attestors, Verifiers or MedianPriceFeed"),
  version: z.int(),
  members: z.array(address),
  threshold: z.int(),
  activeFrom: unixSeconds,
  rotated: occurrence,
});

export type FarmingPolicy = z.infer<typeof farmingPolicy>;
export type Pricing = z.infer<typeof pricing>;
export type Price = z.infer<typeof price>;
export type ConnectionPrice = z.infer<typeof connectionPrice>;
export type Role = z.infer<typeof role>;
export type PrivilegedAction = z.infer<typeof privilegedAction>;
export type Minter = z.infer<typeof minter>;
export type SignerSet = z.infer<typeof signerSet>;
