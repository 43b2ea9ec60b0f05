import { blockTime } from "../../../../sdk/network/block-time.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import { extractPricingRetired, retirePricingCall } from "../../../../sdk/pricing/retire-pricing.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Retires a pricing version. */
export async function plan({ grid, provider }: SendContext, { version }: { version: number }): Promise<Plan> {
  const [call, notice, now] = await Promise.all([
    retirePricingCall(grid, { version }),
    grid.Pricing.notice(),
    blockTime(provider),
  ]);
  const effects = [
    `What is open under version ${version} may be closed by anybody from about ${formatTime(BigInt(now) + notice)} on.`,
    "Until then nothing changes, and its price never does.",
  ];
  return oneStep({ call, summary: `Retire pricing version ${version}`, effects }, (receipt) => {
    const closableAt = formatTime(extractPricingRetired(grid, receipt).closableAt);
    return {
      document: { version, closableAt, transaction: receipt.hash },
      text: `Pricing version ${version} is retired: what is under it may be closed by anybody from ${closableAt} on.`,
    };
  });
}
