import { certifyNodeCall, extractTermsCertified } from "../../../../sdk/directory/certify-node.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { answerOpenedTerms } from "./opened-terms.ts";

/** Certifies a node. */
export async function plan(context: SendContext, { node }: { node: number }): Promise<Plan> {
  const { grid } = context;
  const call = await certifyNodeCall(grid, { nodeId: node, isCertified: true });
  const effects = [`Node ${node} is certified from the next period on.`];
  return oneStep({ call, summary: `Certify node ${node}`, effects }, (receipt) =>
    answerOpenedTerms(context, node, receipt, extractTermsCertified(grid, receipt)),
  );
}
