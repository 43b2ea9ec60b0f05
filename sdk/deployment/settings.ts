import { isAddress, parseEther } from "ethers";
import { z } from "zod";
import { ROLE_NAMES } from "../access/roles.ts";
import type { RoleName } from "../access/roles.ts";

const address = z.string().refine(isAddress, "must be an address: 0x and 40 hexadecimal digits, none mistyped");
const seconds = z.int().min(0);
const tftUnits = z
  .string()
  .regex(/^\d+$/, "must be a whole number of TFT units (1 TFT is 10000000), in quotation marks")
  .transform(BigInt);
const usd = z
  .string()
  .regex(/^\d+(\.\d{1,18})?$/, 'must be an amount of USD in quotation marks, such as "0.0125"')
  .transform(parseEther);
const u32 = z.int().min(0).max(0xffffffff);
const permille = z.int().min(0).max(1000);

const signerSet = z.strictObject({ members: z.array(address).min(1).max(32), threshold: z.int().min(1) });

const roleHolder = z.strictObject({
  account: address,
  /** How long the holder's calls are visible before they can be executed, in seconds. */
  executionDelaySeconds: seconds,
});

/** Where the price of TFT may go, and who reports it. */
const priceFeed = z.strictObject({
  firstUsdPerTft: usd,
  lowestUsdPerTft: usd,
  highestUsdPerTft: usd,
  /** How far from the day's average a new price may be, in basis points of it. */
  maxMoveBps: z.int().min(1).max(10_000),
  minIntervalSeconds: z.int().min(1).max(0xffffffff),
  /** From when on a price is stale. */
  maxAgeSeconds: z.int().min(1).max(0xffffffff),
  /** For how long a report counts. */
  reportMaxAgeSeconds: z.int().min(1).max(0xffffffff),
  reporters: signerSet,
});

/** A farming policy as files write it down. */
export const policySettings = z.strictObject({
  name: z.string().min(1),
  rates: z.strictObject({
    cuMusd: u32,
    suMusd: u32,
    nuMusd: u32,
    ipv4Musd: u32,
    uptimeRule: z.enum(["linear", "allOrNothing"]),
    minimumUptimeDiyPermille: permille,
    minimumUptimeCertifiedPermille: permille,
    certifiedBonusBps: z.int().min(0).max(10_000),
    requiresVerification: z.boolean(),
    ceilingCu: u32,
    ceilingSu: u32,
  }),
  eligibility: z.strictObject({
    isDefault: z.boolean(),
    isCertifiedOnly: z.boolean(),
    farmCertification: z.enum(["notCertified", "gold"]),
    /** First period no longer covered; absent means without end. */
    untilPeriod: z.int().min(1).optional(),
  }),
});

const bps = z.int().min(0).max(10_000);

/** A pricing version as files write it down. */
export const pricingSettings = z.strictObject({
  prices: z.strictObject({
    cuUsdPerHour: usd,
    suUsdPerHour: usd,
    /** Of one public IPv4 address. */
    ipv4UsdPerHour: usd,
    /** Of one unique name. */
    nameUsdPerHour: usd,
    /** Of 10^9 bytes of public traffic. */
    trafficUsdPerGb: usd,
    /** What a whole node costs of its list price. */
    dedicatedBps: bps.min(1),
    /** What a certified node costs on top. */
    certifiedBonusBps: bps,
  }),
  /** Who gets what is paid. */
  split: z
    .strictObject({ farmBps: bps, foundationBps: bps, stakersBps: bps, foundation: address, stakers: address })
    .refine((split) => split.farmBps + split.foundationBps + split.stakersBps === 10_000, {
      path: ["farmBps"],
      message: "must make 10000 together with foundationBps and stakersBps",
    }),
});

/** The access manager lets no change of a delay take effect sooner: until then only the admin's own delay protects. */
const ACCESS_MANAGER_SETBACK_SECONDS = 5 * 86_400;

const settings = z.strictObject({
  token: z.strictObject({ name: z.string().min(1), supplyCapUnits: tftUnits }),
  schedule: z.strictObject({ startSeconds: seconds, lengthSeconds: z.int().min(1).max(0xffffff) }),
  /** The first period whose rewards are paid. */
  firstPeriod: z.int().min(0),
  connectionPriceMusd: z.int().min(1).max(0xffffffff),
  payoutDelaySeconds: seconds,
  rotationDelaySeconds: seconds,
  timing: z.strictObject({
    submissionDelaySeconds: seconds,
    dueDelaySeconds: seconds,
    publicationTimeSeconds: z.int().min(1),
    reviewWindowSeconds: seconds,
  }),
  /** What FarmingRewards may mint. */
  minting: z.strictObject({ capacityUnits: tftUnits, refillPerSecondUnits: tftUnits }),
  attestors: signerSet,
  verifiers: signerSet,
  priceFeed,
  policies: z.array(policySettings).min(1),
  pricing: z.strictObject({
    /** How long what is under a retired version may stay. */
    noticeSeconds: seconds,
    versions: z.array(pricingSettings).min(1),
  }),
  /** How long a node has to start what was reserved. */
  deploymentWindowSeconds: z.int().min(1),
  roles: z.strictObject(
    Object.fromEntries(ROLE_NAMES.map((name) => [name, roleHolder])) as Record<RoleName, typeof roleHolder>,
  ),
  /** How long the grant of a role is visible before it takes effect, in seconds. */
  grantDelaySeconds: seconds,
  /** How long a change to what a role reaches is visible before it takes effect, in seconds. */
  targetAdminDelaySeconds: seconds,
});

/**
 * Everything that a deployment has to know about a network; the parameter files in `ignition/parameters/` hold it. Where
 * grants of roles are delayed, which is every network that matters, the powers that could undo the others are too.
 */
export const deploymentSettings = settings.superRefine(({ grantDelaySeconds, roles, timing }, context) => {
  if (grantDelaySeconds === 0) return;
  const least = (role: RoleName, leastSeconds: number) => {
    if (roles[role].executionDelaySeconds >= leastSeconds) return;
    const path = ["roles", role, "executionDelaySeconds"];
    context.addIssue({ code: "custom", path, message: `must be at least ${leastSeconds} on a network with delays` });
  };
  least("admin", ACCESS_MANAGER_SETBACK_SECONDS);
  least("measurementAdmin", timing.reviewWindowSeconds);
  if (roles.guardian.account === roles.measurementAdmin.account) {
    const message = "must not be the guardian too: together they would replace the attestors";
    context.addIssue({ code: "custom", path: ["roles", "measurementAdmin", "account"], message });
  }
});

export type DeploymentSettings = z.output<typeof deploymentSettings>;
export type PolicySettings = z.output<typeof policySettings>;
export type PricingSettings = z.output<typeof pricingSettings>;
