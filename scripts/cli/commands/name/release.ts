import { formatTime } from "../../../../sdk/network/format-time.ts";
import { releaseNameCall, extractNameReleased } from "../../../../sdk/names/release-name.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Gives a name up. */
export async function plan({ grid }: SendContext, { name }: { name: string }): Promise<Plan> {
  const call = await releaseNameCall(grid, { name });
  const effects = [`The name ${name} is kept for its account for 30 days, and free after that.`];
  return oneStep({ call, summary: `Release the name ${name}`, effects }, (receipt) => {
    const { accountId, freeAt } = extractNameReleased(grid, receipt);
    return {
      document: { name, account: Number(accountId), freeAt: Number(freeAt), transaction: receipt.hash },
      text: `The name ${name} is given up; others may have it from ${formatTime(freeAt)} on.`,
    };
  });
}
