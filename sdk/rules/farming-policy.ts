/**
 * How uptime changes the pay: `linear` scales it by the per mille of uptime, `allOrNothing` pays in full. Both pay
 * nothing below the minimum uptime.
 */
export type UptimeRule = "linear" | "allOrNothing";

/** One immutable version of the rates and conditions by which nodes are rewarded. */
export interface FarmingPolicy {
  /** Reward of one CU per period, in mUSD (1/1000 USD), 0 … 2^32 - 1. */
  readonly cuMusd: number;
  /** Reward of one SU per period, in mUSD, 0 … 2^32 - 1. */
  readonly suMusd: number;
  /** Reward of one NU, a GiB of public traffic, in mUSD, 0 … 2^32 - 1. */
  readonly nuMusd: number;
  /** Reward of one public IPv4 address in use for an hour, in mUSD, 0 … 2^32 - 1. */
  readonly ipv4Musd: number;
  readonly uptimeRule: UptimeRule;
  /** Least uptime of a DIY node that is paid, in per mille, 0 … 1000. Beware of percent: 95 asks for 9.5 %. */
  readonly minimumUptimeDiyPermille: number;
  /** The same for a certified node. */
  readonly minimumUptimeCertifiedPermille: number;
  /** What a certified node gets on top, in basis points (2500 is +25 %), 0 … 10^4. */
  readonly certifiedBonusBps: number;
  /** Whether a node earns only in periods for which its hardware was verified. */
  readonly requiresVerification: boolean;
  /** The most CU that are paid for one node, in whole units; 0 is no ceiling. */
  readonly ceilingCu: number;
  /** The most SU that are paid for one node, in whole units; 0 is no ceiling. */
  readonly ceilingSu: number;
}

/** How the real grid's default policies paid for periods 45 to 72: in proportion to uptime, without a minimum. */
const REPLAY_UNTIL_72 = {
  uptimeRule: "linear",
  minimumUptimeDiyPermille: 0,
  minimumUptimeCertifiedPermille: 0,
  requiresVerification: false,
  ceilingCu: 0,
  ceilingSu: 0,
} as const;

/** The 95 % and 98 % of the vote of March 2024, first enforced for period 73. */
const MINIMUM_UPTIME = { minimumUptimeDiyPermille: 950, minimumUptimeCertifiedPermille: 980 } as const;

/** Rates of policy 1; certified nodes get a quarter more on it. Source: threefoldtech/tfchain 33046d6 chain_spec.rs. */
const DIY_RATES = { cuMusd: 2400, suMusd: 1000, nuMusd: 30, ipv4Musd: 5, certifiedBonusBps: 2500 } as const;

/** Rates of policy 2, the certified premium inside the numbers. Source: threefoldtech/tfchain 33046d6 chain_spec.rs. */
const CERTIFIED_RATES = { cuMusd: 3000, suMusd: 1250, nuMusd: 38, ipv4Musd: 6, certifiedBonusBps: 0 } as const;

/** The real grid's policy 1 up to period 72 (May 2024). */
export const REPLAY_DIY_UNTIL_72: FarmingPolicy = { ...DIY_RATES, ...REPLAY_UNTIL_72 };

/** The real grid's policy 1 from period 73 (June 2024). */
export const REPLAY_DIY_FROM_73: FarmingPolicy = { ...REPLAY_DIY_UNTIL_72, ...MINIMUM_UPTIME };

/** The real grid's policy 2 up to period 72 (May 2024). */
export const REPLAY_CERTIFIED_UNTIL_72: FarmingPolicy = { ...CERTIFIED_RATES, ...REPLAY_UNTIL_72 };

/** The real grid's policy 2 from period 73 (June 2024). */
export const REPLAY_CERTIFIED_FROM_73: FarmingPolicy = { ...REPLAY_CERTIFIED_UNTIL_72, ...MINIMUM_UPTIME };

/**
 * What a public network adds. Traffic and IP time are measured by the node itself, so paying TFT for them would mint
 * fiction: usage pays the farmer through the revenue split. The ceilings hold a big server (2 TiB of memory for 512 CU,
 * 1.2 PiB of disks for 1024 SU) and bound the harm of a node that does not exist.
 */
const LIVE_CONDITIONS = {
  nuMusd: 0,
  ipv4Musd: 0,
  requiresVerification: true,
  ceilingCu: 512,
  ceilingSu: 1024,
} as const;

/** Policy 1 for a public network: capacity only, verified, with ceilings. */
export const LIVE_DIY: FarmingPolicy = { ...REPLAY_DIY_FROM_73, ...LIVE_CONDITIONS };

/** Policy 2 for a public network: capacity only, verified, with ceilings. */
export const LIVE_CERTIFIED: FarmingPolicy = { ...REPLAY_CERTIFIED_FROM_73, ...LIVE_CONDITIONS };
