import { attachPolicyCall, extractPolicyLimitSet } from "../../../../sdk/directory/attach-policy.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

const MICRO = 1_000_000n;

interface Flags {
  readonly farm: number;
  readonly policy: number;
  readonly nodes?: number;
  readonly cu?: number;
  readonly su?: number;
  readonly until?: number;
  readonly certifiedOnly?: boolean;
}

/** Attaches a farm to a special policy within limits, or takes it away. */
export async function plan({ grid }: SendContext, flags: Flags): Promise<Plan> {
  const { farm, policy } = flags;
  const call = await attachPolicyCall(grid, {
    farmId: farm,
    policyId: policy,
    cuMicro: toMicro(flags.cu),
    suMicro: toMicro(flags.su),
    nodes: flags.nodes,
    untilPeriod: flags.until,
    isCertifiedOnly: flags.certifiedOnly ?? false,
  });
  const effect =
    policy === 0
      ? `New terms of nodes of farm ${farm} get the default policy.`
      : `New terms of nodes of farm ${farm} get policy ${policy} while its limits last.`;
  return oneStep({ call, summary: `Attach farm ${farm} to policy ${policy}`, effects: [effect] }, (receipt) => {
    const { limit } = extractPolicyLimitSet(grid, receipt);
    return { document: { farm, policy: Number(limit.policyId), transaction: receipt.hash }, text: effect };
  });
}

function toMicro(units: number | undefined): bigint | undefined {
  return units === undefined ? undefined : BigInt(units) * MICRO;
}
