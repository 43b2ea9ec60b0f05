import { type FarmingPolicy, REPLAY_DIY_FROM_73, REPLAY_DIY_UNTIL_72 } from "../../sdk/rules/farming-policy.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import { REAL_GRID_SCHEDULE } from "../../sdk/rules/minting-period.ts";
import { type RewardBreakdown, farmingReward } from "../../sdk/rules/reward.ts";

/** Length of the real grid's periods in seconds. */
export const PERIOD_SECONDS = REAL_GRID_SCHEDULE.lengthSeconds;

/** The versions of policy 1 of the real grid, by the periods in which they were in force. */
export type ReplayPolicy = "until72" | "from73";

/**
 * The policies of the replay. All real nodes were under policy 1, the certified one too (with a quarter on top): a
 * separate policy for certified nodes would round differently.
 */
export const REPLAY_POLICIES: Readonly<Record<ReplayPolicy, FarmingPolicy>> = {
  until72: REPLAY_DIY_UNTIL_72,
  from73: REPLAY_DIY_FROM_73,
};

const FIRST_PERIOD_WITH_MINIMUM = 73;

/** The policy that the real grid applied to a period. */
export function policyInForce(period: number): ReplayPolicy {
  return period < FIRST_PERIOD_WITH_MINIMUM ? "until72" : "from73";
}

/** A measurement of a real node with what the rules need besides. */
export interface ReplayRewardInput {
  readonly period: number;
  readonly isCertified: boolean;
  /** What one TFT was taken to be worth when the node was connected, in 1/1000 USD. */
  readonly connectionPriceMusd: number;
  readonly measurement: Measurement;
}

/** What a measurement of a real node earns under the policy that was in force in its period. */
export function replayReward({
  period,
  isCertified,
  connectionPriceMusd,
  measurement,
}: ReplayRewardInput): RewardBreakdown {
  const { capacity, nruBytes, ipSeconds, uptimeSeconds, violation } = measurement;
  return farmingReward({
    capacity,
    nruBytes,
    ipSeconds,
    uptimeSeconds,
    violation,
    certified: isCertified,
    virtualized: false,
    verified: false,
    connectionPriceMusd,
    policy: REPLAY_POLICIES[policyInForce(period)],
    periodLengthSeconds: PERIOD_SECONDS,
  });
}
