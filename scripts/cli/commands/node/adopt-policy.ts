import { adoptPolicyCall, extractTermsAdopted } from "../../../../sdk/directory/adopt-policy.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { answerOpenedTerms } from "./opened-terms.ts";

/** Moves a node to the present farming policy. */
export async function plan(context: SendContext, { node }: { node: number }): Promise<Plan> {
  const { grid } = context;
  const call = await adoptPolicyCall(grid, { nodeId: node });
  const effects = [`Node ${node} earns by the present policy and connection price rules from the next period on.`];
  return oneStep({ call, summary: `Let node ${node} adopt the present policy`, effects }, (receipt) =>
    answerOpenedTerms(context, node, receipt, extractTermsAdopted(grid, receipt)),
  );
}
