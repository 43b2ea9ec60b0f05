import type { TransactionReceipt } from "ethers";
import { creditCall, extractAccountCredited } from "../../../../sdk/escrow/credit.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { requireSender } from "../../sender.ts";
import { plainTft } from "../rewards/words.ts";
import { requireFunds, takingSteps } from "./taking.ts";

interface Flags {
  readonly id: number;
  /** TFT units. */
  readonly amount: bigint;
}

/** Gives anybody's account a credit: lets the escrow take the TFT first where it may not. */
export async function plan(context: SendContext, { id, amount }: Flags): Promise<Plan> {
  const { grid } = context;
  const sender = requireSender(context, "gives");
  const owner = await grid.Escrow.ownerOf(id);
  await requireFunds(grid, sender, amount);
  const steps = await takingSteps(grid, sender, amount, {
    call: await creditCall(grid, { accountId: id, units: amount }),
    summary: `Give account ${id} a credit of ${formatTft(amount)} TFT`,
    effects: [`Account ${id} of ${owner} gets a credit of ${formatTft(amount)} TFT. The sender cannot take it back.`],
  });
  return { steps, answer: (receipts) => answer(grid, id, receipts) };
}

function answer(grid: Grid, id: number, receipts: readonly TransactionReceipt[]): Answer {
  const last = receipts.at(-1);
  if (last === undefined) throw new Error("The credit left no receipt.");
  const { amount: units } = extractAccountCredited(grid, last);
  return {
    document: { account: id, units, tft: plainTft(units), transactions: receipts.map(({ hash }) => hash) },
    text: `${formatTft(units)} TFT are a credit of account ${id}: its owner or a manager may add it to the balance.`,
    hints: [`They add it with: tfgrid account credits --id ${id}`],
  };
}
