import type { PolicySettings } from "../deployment/settings.ts";
import type {
  FarmingPolicyStruct,
  PolicyEligibilityStruct,
} from "../../typechain-types/contracts/farming/FarmingPolicies.ts";

/** The period that means "without end" on chain, see {MintingPeriod-FOREVER}. */
export const FOREVER = 0xffffff;

/** A policy as parameter files and commands write it, in the form that the contract takes. */
export function toPolicyStructs(settings: PolicySettings): {
  policy: FarmingPolicyStruct;
  eligibility: PolicyEligibilityStruct;
} {
  const { rates, eligibility } = settings;
  return {
    policy: {
      cuMusd: rates.cuMusd,
      suMusd: rates.suMusd,
      nuMusd: rates.nuMusd,
      ipv4Musd: rates.ipv4Musd,
      uptimeRule: rates.uptimeRule === "linear" ? 0 : 1,
      minimumUptimeDiy: rates.minimumUptimeDiyPermille,
      minimumUptimeCertified: rates.minimumUptimeCertifiedPermille,
      certifiedBonusBps: rates.certifiedBonusBps,
      requiresVerification: rates.requiresVerification,
      ceilingCu: rates.ceilingCu,
      ceilingSu: rates.ceilingSu,
    },
    eligibility: {
      isDefault: eligibility.isDefault,
      isCertifiedOnly: eligibility.isCertifiedOnly,
      farmCertification: eligibility.farmCertification === "notCertified" ? 0 : 1,
      untilPeriod: eligibility.untilPeriod ?? FOREVER,
    },
  };
}
