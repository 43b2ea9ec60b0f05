import { formatTime } from "../../../../sdk/network/format-time.ts";
import { giveNoticeCall, extractNoticeGiven } from "../../../../sdk/service/give-notice.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Announces that a node will leave. */
export async function plan({ grid }: SendContext, { node }: { node: number }): Promise<Plan> {
  const call = await giveNoticeCall(grid, { nodeId: node });
  const effects = [`Nothing more is reserved on node ${node}; in 30 days anybody may close what runs on it.`];
  return oneStep({ call, summary: `Give notice for node ${node}`, effects }, (receipt) => {
    const { endsAt } = extractNoticeGiven(grid, receipt);
    return {
      document: { node, endsAt: Number(endsAt), transaction: receipt.hash },
      text: `Node ${node} leaves; what runs on it may be closed from ${formatTime(endsAt)} on.`,
      hints: [`To take it back: tfgrid node withdraw-notice --node ${node}`],
    };
  });
}
