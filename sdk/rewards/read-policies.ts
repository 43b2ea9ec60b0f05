import type { FarmingPolicyStructOutput } from "../../typechain-types/contracts/farming/FarmingPolicies.ts";
import type { Grid } from "../network/grid.ts";
import { readEvents } from "../network/read-logs.ts";
import type { BlockRange } from "../network/read-logs.ts";
import type { FarmingPolicy } from "../rules/farming-policy.ts";

/** Rebuilds all farming policies from their events, by their numbers. */
export async function readPolicies(grid: Grid, range: BlockRange): Promise<ReadonlyMap<number, FarmingPolicy>> {
  const { FarmingPolicies } = grid;
  const added = await readEvents(FarmingPolicies, FarmingPolicies.filters.FarmingPolicyAdded, range);
  return new Map(added.map(({ values }) => [Number(values.policyId), toPolicy(values.policy)]));
}

/** A policy of the chain in the form of the rules. */
export function toPolicy(policy: FarmingPolicyStructOutput): FarmingPolicy {
  return {
    cuMusd: Number(policy.cuMusd),
    suMusd: Number(policy.suMusd),
    nuMusd: Number(policy.nuMusd),
    ipv4Musd: Number(policy.ipv4Musd),
    uptimeRule: policy.uptimeRule === 0n ? "linear" : "allOrNothing",
    minimumUptimeDiyPermille: Number(policy.minimumUptimeDiy),
    minimumUptimeCertifiedPermille: Number(policy.minimumUptimeCertified),
    certifiedBonusBps: Number(policy.certifiedBonusBps),
    requiresVerification: policy.requiresVerification,
    ceilingCu: Number(policy.ceilingCu),
    ceilingSu: Number(policy.ceilingSu),
  };
}
