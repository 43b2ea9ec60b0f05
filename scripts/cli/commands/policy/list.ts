import type { NumberedPolicy } from "../../../../sdk/farming/read-policies.ts";
import { readPolicies } from "../../../../sdk/farming/read-policies.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";

const HEAD = [
  "policy",
  "name",
  "USD per CU",
  "per SU",
  "per NU",
  "per IPv4 hour",
  "uptime",
  "certified",
  "ceilings",
  "who gets it",
];

/** Lists farming policies. */
export async function run(context: GridContext): Promise<Answer> {
  const policies = await readPolicies(context);
  return { document: policies, text: table(HEAD, policies.map(policyRow)) };
}

/** A policy in words. */
export function policyRow({ policyId, name, rates, eligibility }: NumberedPolicy): string[] {
  return [
    `${policyId}`,
    name,
    usd(rates.cuMusd),
    usd(rates.suMusd),
    usd(rates.nuMusd),
    usd(rates.ipv4Musd),
    uptimeText(rates),
    `+${rates.certifiedBonusBps / 100} %`,
    ceilingText(rates),
    eligibilityText(eligibility, rates),
  ];
}

function usd(musd: number): string {
  return (musd / 1000).toFixed(3);
}

function uptimeText({
  uptimeRule,
  minimumUptimeDiyPermille,
  minimumUptimeCertifiedPermille,
}: NumberedPolicy["rates"]): string {
  const rule = uptimeRule === "linear" ? "in proportion" : "all or nothing";
  const [diy, certified] = [minimumUptimeDiyPermille / 10, minimumUptimeCertifiedPermille / 10];
  if (diy === 0 && certified === 0) return rule;
  return `${rule}\nfrom ${diy} % (certified ${certified} %)`;
}

function ceilingText({ ceilingCu, ceilingSu }: NumberedPolicy["rates"]): string {
  if (ceilingCu === 0 && ceilingSu === 0) return "none";
  return `${ceilingCu === 0 ? "any" : ceilingCu} CU, ${ceilingSu === 0 ? "any" : ceilingSu} SU`;
}

function eligibilityText(eligibility: NumberedPolicy["eligibility"], rates: NumberedPolicy["rates"]): string {
  const { isDefault, isCertifiedOnly, farmCertification, untilPeriod } = eligibility;
  return [
    `${isCertifiedOnly ? "certified" : "all"} nodes of ${farmCertification === "gold" ? "gold" : "all"} farms`,
    isDefault ? "" : "attached farms only",
    rates.requiresVerification ? "verified periods only" : "",
    untilPeriod === undefined ? "" : `until period ${untilPeriod - 1}`,
  ]
    .filter((part) => part !== "")
    .join("\n");
}
