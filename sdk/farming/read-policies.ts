import type { FarmingPolicyAddedEvent } from "../../typechain-types/contracts/farming/FarmingPolicies.ts";
import type { PolicySettings } from "../deployment/settings.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import { readEvents } from "../network/read-logs.ts";
import { FOREVER } from "./policy-structs.ts";

/** A policy with its number. */
export interface NumberedPolicy extends PolicySettings {
  readonly policyId: number;
}

/** All farming policies, in the order in which they were added. */
export async function readPolicies({ grid, provider, book }: GridSource): Promise<NumberedPolicy[]> {
  const { FarmingPolicies } = grid;
  const range = { fromBlock: book.deployedAtBlock, toBlock: await provider.getBlockNumber() };
  const events = await readEvents(FarmingPolicies, FarmingPolicies.filters.FarmingPolicyAdded, range);
  return events.map(({ values }) => toNumberedPolicy(values));
}

function toNumberedPolicy(added: FarmingPolicyAddedEvent.OutputObject): NumberedPolicy {
  const { policyId, name, policy, eligibility } = added;
  const untilPeriod = Number(eligibility.untilPeriod);
  return {
    policyId: Number(policyId),
    name,
    rates: {
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
    },
    eligibility: {
      isDefault: eligibility.isDefault,
      isCertifiedOnly: eligibility.isCertifiedOnly,
      farmCertification: eligibility.farmCertification === 0n ? "notCertified" : "gold",
      untilPeriod: untilPeriod === FOREVER ? undefined : untilPeriod,
    },
  };
}
