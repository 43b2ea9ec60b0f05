import { certifyNodeCall, extractTermsCertified } from "../../../../sdk/directory/certify-node.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { answerOpenedTerms } from "./opened-terms.ts";

/** Withdraws a node's certification. */
export async function plan(context: SendContext, { node }: { node: number }): Promise<Plan> {
  const { grid } = context;
  const call = await certifyNodeCall(grid, { nodeId: node, isCertified: false });
  const effects = [`Node ${node} is not certified from the next period on.`];
  return oneStep({ call, summary: `Withdraw the certification of node ${node}`, effects }, (receipt) =>
    answerOpenedTerms(context, node, receipt, extractTermsCertified(grid, receipt)),
  );
}
