import { ZeroAddress } from "ethers";
import { extractAccountTransferStarted, transferAccountCall } from "../../../../sdk/escrow/transfer-account.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Offers an account to somebody else. */
export async function plan({ grid }: SendContext, { id, to }: { id: number; to: string }): Promise<Plan> {
  const call = await transferAccountCall(grid, { accountId: id, newOwner: to });
  const effect =
    to === ZeroAddress
      ? `Account ${id} is offered to nobody any more.`
      : `Account ${id} is offered to ${to} with all that it holds; it stays yours until it is accepted.`;
  return oneStep({ call, summary: `Offer account ${id}`, effects: [effect] }, (receipt) => {
    const { owner, newOwner } = extractAccountTransferStarted(grid, receipt);
    return {
      document: { account: id, owner, newOwner, transaction: receipt.hash },
      text: effect,
      hints: to === ZeroAddress ? [] : [`They accept it with: tfgrid account accept --id ${id}`],
    };
  });
}
