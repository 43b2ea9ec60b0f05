import { withdrawNoticeCall, extractNoticeWithdrawn } from "../../../../sdk/service/withdraw-notice.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Takes a notice back. */
export async function plan({ grid }: SendContext, { node }: { node: number }): Promise<Plan> {
  const call = await withdrawNoticeCall(grid, { nodeId: node });
  const effects = [`Node ${node} can be reserved again.`];
  return oneStep({ call, summary: `Withdraw the notice for node ${node}`, effects }, (receipt) => {
    const { nodeId } = extractNoticeWithdrawn(grid, receipt);
    return {
      document: { node: Number(nodeId), transaction: receipt.hash },
      text: `Node ${nodeId} stays, and can be reserved again.`,
    };
  });
}
