import type {
  FarmingPolicyStruct,
  PolicyEligibilityStruct,
} from "../../typechain-types/contracts/farming/FarmingPolicies.ts";
import type { PolicyLimitStruct } from "../../typechain-types/contracts/interfaces/IDirectory.ts";
import { FOREVER } from "../../sdk/farming/policy-structs.ts";

export const FARM = { notCertified: 0n, gold: 1n } as const;
export const UPTIME_RULE = { linear: 0n, allOrNothing: 1n } as const;

const MAX_U32 = 2n ** 32n - 1n;
const MAX_U64 = 2n ** 64n - 1n;

/** A policy like the real grid's first one, changed where a test needs it. */
export function examplePolicy(changes: Partial<FarmingPolicyStruct> = {}): FarmingPolicyStruct {
  return {
    cuMusd: 2400n,
    suMusd: 1000n,
    nuMusd: 30n,
    ipv4Musd: 5n,
    uptimeRule: UPTIME_RULE.linear,
    minimumUptimeDiy: 950n,
    minimumUptimeCertified: 980n,
    certifiedBonusBps: 2500n,
    requiresVerification: false,
    ceilingCu: 0n,
    ceilingSu: 0n,
    ...changes,
  };
}

/** Whom a policy is for: a special one for everybody, changed where a test needs it. */
export function eligibility(changes: Partial<PolicyEligibilityStruct> = {}): PolicyEligibilityStruct {
  return {
    isDefault: false,
    isCertifiedOnly: false,
    farmCertification: FARM.notCertified,
    untilPeriod: FOREVER,
    ...changes,
  };
}

/** A special policy without limits, changed where a test needs it. */
export function policyLimit(policyId: bigint, changes: Partial<PolicyLimitStruct> = {}): PolicyLimitStruct {
  return {
    policyId,
    cuMicroLeft: MAX_U64,
    suMicroLeft: MAX_U64,
    nodesLeft: MAX_U32,
    untilPeriod: FOREVER,
    isCertifiedOnly: false,
    ...changes,
  };
}
