import { extractNodeRemoved, removeNodeCall } from "../../../../sdk/directory/remove-node.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Ends a node. */
export async function plan({ grid }: SendContext, { node }: { node: number }): Promise<Plan> {
  const call = await removeNodeCall(grid, { nodeId: node });
  const effects = [`Node ${node} is paid up to this period, then no more; its key is free for another node.`];
  return oneStep({ call, summary: `Remove node ${node}`, effects }, (receipt) => {
    const { farmId } = extractNodeRemoved(grid, receipt);
    return {
      document: { node, farm: Number(farmId), transaction: receipt.hash },
      text: `Node ${node} of farm ${farmId} ends with this period.`,
      hints: [`What it earned stays claimable: tfgrid rewards list --farm ${farmId}`],
    };
  });
}
