import type { Measurement } from "../rules/measurement.ts";
import type { Outcome } from "../rules/reward.ts";
import type { LeafPlace } from "./claim-structs.ts";

/** What the contract says that a leaf is worth, whoever claims it and whenever. */
export interface LeafReward {
  readonly isInForce: boolean;
  /** The farm that the leaf's terms pay. */
  readonly farmId: number;
  /** Compute units that count, in 10^-6 CU. */
  readonly cuMicro: bigint;
  /** Storage units that count, in 10^-6 SU. */
  readonly suMicro: bigint;
  readonly uptimePermille: number;
  /** In mUSD. */
  readonly musd: bigint;
  /** In TFT units. */
  readonly units: bigint;
  readonly outcome: Outcome;
}

/** A leaf of a farm with what the chain says about it and its node. */
export interface ExplainedLeaf extends LeafPlace {
  readonly measurement: Measurement;
  readonly reward: LeafReward;
  /** Unix time at which its batch is or was final. */
  readonly finalAt: number;
  readonly isFinal: boolean;
  /** What its node was paid for the period so far, in TFT units; absent while it is not settled. */
  readonly paidUnits: bigint | undefined;
  /** In a correction: the leaf that it names, and what that is worth in TFT units. */
  readonly primary: (LeafPlace & { readonly units: bigint }) | undefined;
}

/**
 * What can be done with a leaf.
 *
 * - `claimable`: claiming pays `units`
 * - `zero`: claiming settles it and pays nothing; `reward.outcome` says why
 * - `settled`: claimed before, or a correction that adds nothing
 * - `notFinal`: claimable from `finalAt` on, unless the guardian rejects it
 * - `termsNotInForce`: it names terms that do not cover the period
 * - `otherFarm`: its terms pay another farm
 */
export type RewardStatus = "claimable" | "zero" | "settled" | "notFinal" | "termsNotInForce" | "otherFarm";

/** One leaf of a farm and what can be done with it. */
export interface RewardItem extends ExplainedLeaf {
  readonly farmId: number;
  readonly period: number;
  readonly batch: number;
  readonly nodeId: number;
  readonly kind: "primary" | "correction";
  readonly status: RewardStatus;
  /** What claiming it, after the items before it, pays or would pay, in TFT units. */
  readonly units: bigint;
}
