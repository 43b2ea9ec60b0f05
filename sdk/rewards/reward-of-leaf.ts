import type { NodeTerms } from "../directory/node-terms.ts";
import type { FarmingPolicy } from "../rules/farming-policy.ts";
import type { Measurement } from "../rules/measurement.ts";
import { effectiveCapacity, effectiveIpSeconds, farmingReward } from "../rules/reward.ts";
import type { RewardBreakdown } from "../rules/reward.ts";

/** What rewards follow from besides the leaves, as the chain's events tell it. */
export interface RewardFacts {
  readonly termsOf: (nodeId: number, termsIndex: number) => NodeTerms | undefined;
  readonly policies: ReadonlyMap<number, FarmingPolicy>;
  readonly periodLengthSeconds: number;
}

/** What a leaf is worth, and by which terms and policy. */
export interface LeafWorth {
  readonly terms: NodeTerms;
  readonly policy: FarmingPolicy;
  readonly reward: RewardBreakdown;
}

/** What a leaf is worth by the rules; undefined when the terms that it names do not cover the period. */
export function rewardOfLeaf(facts: RewardFacts, period: number, measurement: Measurement): LeafWorth | undefined {
  const { nodeId, termsIndex, capacity, nruBytes, ipSeconds, uptimeSeconds, violation } = measurement;
  const { periodLengthSeconds } = facts;
  const terms = facts.termsOf(nodeId, termsIndex);
  const policy = facts.policies.get(terms?.policyId ?? 0);
  if (terms === undefined || policy === undefined || !isInForce(terms, period)) return undefined;

  const reward = farmingReward({
    capacity: effectiveCapacity(capacity, terms.capacity),
    nruBytes,
    ipSeconds: effectiveIpSeconds(ipSeconds, terms.ipv4Count, periodLengthSeconds),
    uptimeSeconds,
    violation,
    certified: terms.isCertified,
    virtualized: terms.isVirtualized,
    verified: terms.verifiedFrom <= period && period < terms.verifiedUntil,
    connectionPriceMusd: terms.connectionPriceMusd,
    policy,
    periodLengthSeconds,
  });
  return { terms, policy, reward };
}

function isInForce({ fromPeriod, untilPeriod }: NodeTerms, period: number): boolean {
  return fromPeriod <= period && period < untilPeriod;
}
