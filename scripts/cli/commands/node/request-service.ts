import { formatTime } from "../../../../sdk/network/format-time.ts";
import { requestAvailabilityCall, extractAvailabilityRequested } from "../../../../sdk/service/request-availability.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Asks attestors for a statement about a node. */
export async function plan({ grid }: SendContext, { node }: { node: number }): Promise<Plan> {
  const call = await requestAvailabilityCall(grid, { nodeId: node });
  const effects = [
    `Unless attestors state something else within 7 days, node ${node} counts as having served until now.`,
  ];
  return oneStep({ call, summary: `Ask for a statement about node ${node}`, effects }, (receipt) => {
    const { requestedAt, silentFrom } = extractAvailabilityRequested(grid, receipt);
    return {
      document: { node, requestedAt: Number(requestedAt), silentFrom: Number(silentFrom), transaction: receipt.hash },
      text: `Attestors have until ${formatTime(silentFrom)} to state how long node ${node} served.`,
    };
  });
}
