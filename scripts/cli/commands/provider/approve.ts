import { approveProviderCall, extractProviderApproved } from "../../../../sdk/offers/approve-provider.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Approves a solution provider. */
export async function plan(
  { grid }: SendContext,
  { provider, shareBps }: { provider: string; shareBps: number },
): Promise<Plan> {
  const call = await approveProviderCall(grid, { provider, shareBps });
  const effects = [`${provider} gets ${shareBps / 100} % of what its customers pay, for new reservations.`];
  return oneStep({ call, summary: `Approve ${provider}`, effects }, (receipt) => {
    const approved = extractProviderApproved(grid, receipt);
    return {
      document: { provider: approved.provider, shareBps: Number(approved.shareBps), transaction: receipt.hash },
      text: `${approved.provider} gets ${Number(approved.shareBps) / 100} % of what its customers pay.`,
    };
  });
}
