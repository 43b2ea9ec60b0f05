import { extractPowerTargetSet, setPowerTargetCall } from "../../../../sdk/directory/set-power-target.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Asks a node to switch on. */
export async function plan({ grid }: SendContext, { node }: { node: number }): Promise<Plan> {
  const call = await setPowerTargetCall(grid, { nodeId: node, isDown: false });
  const effects = [`Node ${node} is asked to switch on.`];
  return oneStep({ call, summary: `Ask node ${node} to switch on`, effects }, (receipt) => ({
    document: { node, isTargetDown: extractPowerTargetSet(grid, receipt).isDown, transaction: receipt.hash },
    text: `Node ${node} is asked to switch on.`,
  }));
}
