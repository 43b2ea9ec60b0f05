import {
  extractVerificationWithdrawn,
  withdrawVerificationCall,
} from "../../../../sdk/directory/withdraw-verification.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Withdraws a node's verification. */
export async function plan(context: SendContext, { node }: { node: number }): Promise<Plan> {
  const { grid } = context;
  const call = await withdrawVerificationCall(grid, { nodeId: node });
  const effects = [`Node ${node} is not verified from the next period on, under any terms.`];
  return oneStep({ call, summary: `Withdraw the verification of node ${node}`, effects }, (receipt) => {
    const terms = extractVerificationWithdrawn(grid, receipt).map(({ termsIndex }) => Number(termsIndex));
    return {
      document: { node, terms, transaction: receipt.hash },
      text: `Node ${node} is not verified from the next period on: changed terms ${terms.join(" and ")}.`,
    };
  });
}
