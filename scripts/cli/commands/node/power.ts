import { extractPowerStateSet, setPowerStateCall } from "../../../../sdk/directory/set-power-state.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** States that a node is on or off. */
export async function plan(
  { grid }: SendContext,
  { node, state }: { node: number; state: "on" | "off" },
): Promise<Plan> {
  const call = await setPowerStateCall(grid, { nodeId: node, isDown: state === "off" });
  const effects = [`Node ${node} counts as ${state}.`];
  return oneStep({ call, summary: `State that node ${node} is ${state}`, effects }, (receipt) => ({
    document: { node, isDown: extractPowerStateSet(grid, receipt).isDown, transaction: receipt.hash },
    text: `Node ${node} is ${state}.`,
  }));
}
