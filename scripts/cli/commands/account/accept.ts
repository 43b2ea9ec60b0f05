import { acceptAccountCall, extractAccountTransferred } from "../../../../sdk/escrow/accept-account.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Takes over an account. */
export async function plan({ grid }: SendContext, { id }: { id: number }): Promise<Plan> {
  const call = await acceptAccountCall(grid, { accountId: id });
  const effects = [
    `Account ${id} belongs to the sender, with all that it holds and pays.`,
    "Its managers and operators are cleared; what runs keeps running.",
  ];
  return oneStep({ call, summary: `Take over account ${id}`, effects }, (receipt) => {
    const { previousOwner, owner } = extractAccountTransferred(grid, receipt);
    return {
      document: { account: id, previousOwner, owner, transaction: receipt.hash },
      text: `Account ${id} belongs to ${owner}; its managers and operators are cleared.`,
      hints: [`Look at what it pays: tfgrid account show --id ${id}`],
    };
  });
}
