import type { Capacity } from "./capacity.ts";
import { cloudUnits, MICRO } from "./cloud-units.ts";
import type { CloudUnits } from "./cloud-units.ts";
import type { FarmingPolicy } from "./farming-policy.ts";
import type { Violation } from "./measurement.ts";

/** Units of 10^-7 TFT in one TFT. */
const UNITS_PER_TFT = 10_000_000n;
const SECONDS_PER_HOUR = 3600n;
const BPS = 10_000n;

/**
 * What became of a node's reward; everything but `paid` means no TFT. The position in this list is the code on chain.
 * When several apply, the first of `virtualized`, `violation`, `unverified`, `belowMinimumUptime`, `nothingMeasured` is
 * told.
 */
export const OUTCOMES = [
  "paid",
  "violation",
  "virtualized",
  "unverified",
  "belowMinimumUptime",
  "nothingMeasured",
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** One node in one period. */
export interface RewardInput {
  /** What is paid for, already bounded by the node's terms: see {@link effectiveCapacity}. */
  readonly capacity: Capacity;
  /** Public traffic in and out, in bytes, 0 … 2^64 - 1. */
  readonly nruBytes: bigint;
  /** Seconds of use summed over public IPs, already bounded by the node's terms: see {@link effectiveIpSeconds}. */
  readonly ipSeconds: number;
  /** Seconds of proven uptime, 0 … 2^32 - 1. More than the period counts as the period. */
  readonly uptimeSeconds: number;
  readonly violation: Violation;
  readonly certified: boolean;
  readonly virtualized: boolean;
  /** Whether the node's hardware was verified for this period. Matters only where the policy asks for it. */
  readonly verified: boolean;
  /** USD per TFT that was fixed when the node joined, in mUSD, 1 … 2^32 - 1. */
  readonly connectionPriceMusd: number;
  readonly policy: FarmingPolicy;
  /** Length of the period in seconds, 1 … 2^24 - 1. */
  readonly periodLengthSeconds: number;
}

/** A reward with all that explains it. The units and the full reward are told for unpaid nodes too. */
export interface RewardBreakdown extends CloudUnits {
  /** Compute units that are paid, in 10^-6 CU: after the policy's ceiling. */
  readonly cuMicro: bigint;
  /** Storage units that are paid, in 10^-6 SU: after the policy's ceiling. */
  readonly suMicro: bigint;
  /** Uptime in per mille of the period, rounded down, 0 … 1000. */
  readonly uptimePermille: number;
  /** Reward of the whole period before uptime and outcome, in mUSD. */
  readonly fullMusd: bigint;
  /** What the node earned, in mUSD. */
  readonly rewardMusd: bigint;
  /** What the node is paid, in units of 10^-7 TFT. */
  readonly rewardTftUnits: bigint;
  readonly outcome: Outcome;
}

/**
 * The reward of one node for one period, equal to the on-chain claim to the last unit.
 *
 * Source: threefoldtech/minting_v3 fc7e17d. All divisions round down and their order matters: mUSD are turned into TFT
 * for the full period, then mUSD and TFT are scaled by uptime separately. So `rewardTftUnits` is not `rewardMusd`
 * converted.
 *
 * @throws {RangeError} When the connection price is 0, or a number is not whole
 */
export function farmingReward(input: RewardInput): RewardBreakdown {
  const units = paidUnits(input);
  const uptimePermille = permilleOf(input.uptimeSeconds, input.periodLengthSeconds);
  const obstacle = obstacleOf(input, uptimePermille);
  const paidPermille = obstacle === undefined ? paidPermilleOf(input.policy, uptimePermille) : 0n;
  const fullMusd = fullMusdOf(input, units);
  const fullTftUnits = (fullMusd * UNITS_PER_TFT) / BigInt(input.connectionPriceMusd);
  const rewardTftUnits = (fullTftUnits * paidPermille) / 1000n;
  return {
    ...units,
    uptimePermille,
    fullMusd,
    rewardMusd: (fullMusd * paidPermille) / 1000n,
    rewardTftUnits,
    outcome: obstacle ?? (rewardTftUnits === 0n ? "nothingMeasured" : "paid"),
  };
}

/**
 * The capacity that counts: per resource what was measured, at most 1 % (rounded down) above what the terms say. Real
 * nodes report a few parts per million more or less after updates; more than the bound needs new terms.
 *
 * @param measured The smallest capacity seen in the period
 * @param baseline The capacity of the node's terms. Always the same one: the tolerance does not add up over periods.
 */
export function effectiveCapacity(measured: Capacity, baseline: Capacity): Capacity {
  return {
    cru: Math.min(measured.cru, Math.floor((baseline.cru * 101) / 100)),
    mruBytes: bounded(measured.mruBytes, baseline.mruBytes),
    sruBytes: bounded(measured.sruBytes, baseline.sruBytes),
    hruBytes: bounded(measured.hruBytes, baseline.hruBytes),
  };
}

/**
 * The IP time that counts, in seconds: at most all public IPs of the terms during the whole period.
 *
 * @param measured Measured seconds summed over the IPs, 0 … 2^48 - 1
 * @param ipv4Count Public IPv4 addresses of the node's terms, 0 … 2^16 - 1
 * @param periodLengthSeconds Length of the period in seconds, 1 … 2^24 - 1
 */
export function effectiveIpSeconds(measured: number, ipv4Count: number, periodLengthSeconds: number): number {
  return Math.min(measured, ipv4Count * periodLengthSeconds);
}

function paidUnits({ capacity, nruBytes, policy }: RewardInput): CloudUnits {
  const units = cloudUnits(capacity, nruBytes);
  return {
    cuMicro: belowCeiling(units.cuMicro, policy.ceilingCu),
    suMicro: belowCeiling(units.suMicro, policy.ceilingSu),
    nuMicro: units.nuMicro,
  };
}

function belowCeiling(micro: bigint, ceiling: number): bigint {
  const ceilingMicro = BigInt(ceiling) * MICRO;
  return ceiling !== 0 && micro > ceilingMicro ? ceilingMicro : micro;
}

function bounded(measured: bigint, baseline: bigint): bigint {
  const bound = (baseline * 101n) / 100n;
  return measured < bound ? measured : bound;
}

function permilleOf(uptimeSeconds: number, periodLengthSeconds: number): number {
  return Math.floor((Math.min(uptimeSeconds, periodLengthSeconds) * 1000) / periodLengthSeconds);
}

function obstacleOf(input: RewardInput, uptimePermille: number): Outcome | undefined {
  const { policy } = input;
  const minimum = input.certified ? policy.minimumUptimeCertifiedPermille : policy.minimumUptimeDiyPermille;
  if (input.virtualized) return "virtualized";
  if (input.violation !== "none") return "violation";
  if (policy.requiresVerification && !input.verified) return "unverified";
  return uptimePermille < minimum ? "belowMinimumUptime" : undefined;
}

function paidPermilleOf(policy: FarmingPolicy, uptimePermille: number): bigint {
  return policy.uptimeRule === "linear" ? BigInt(uptimePermille) : 1000n;
}

function fullMusdOf({ policy, ipSeconds, certified }: RewardInput, units: CloudUnits): bigint {
  const byUnits =
    units.cuMicro * BigInt(policy.cuMusd) +
    units.suMicro * BigInt(policy.suMusd) +
    units.nuMicro * BigInt(policy.nuMusd);
  const byIps = (BigInt(ipSeconds) * BigInt(policy.ipv4Musd)) / SECONDS_PER_HOUR;
  const base = byUnits / MICRO + byIps;
  return certified ? (base * (BPS + BigInt(policy.certifiedBonusBps))) / BPS : base;
}
