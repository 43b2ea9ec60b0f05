import { extractWithdrawn, withdrawCall } from "../../../../sdk/escrow/withdraw.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { requireSender } from "../../sender.ts";
import { plainTft } from "../rewards/words.ts";

/** Pays out of an account. */
export async function plan(context: SendContext, flags: { id: number; amount: bigint; to?: string }): Promise<Plan> {
  const { grid } = context;
  const { id, amount, to = requireSender(context, "receives the TFT") } = flags;
  const call = await withdrawCall(grid, { accountId: id, to, units: amount });
  const effects = [`${to} receives ${formatTft(amount)} TFT out of account ${id}.`];
  return oneStep({ call, summary: `Withdraw ${formatTft(amount)} TFT from account ${id}`, effects }, (receipt) => {
    const { to: receiver, amount: units } = extractWithdrawn(grid, receipt);
    return {
      document: { account: id, to: receiver, units, tft: plainTft(units), transaction: receipt.hash },
      text: `${formatTft(units)} TFT of account ${id} went to ${receiver}.`,
    };
  });
}
