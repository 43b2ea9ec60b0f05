import { addCreditsCall, extractCreditsAdded } from "../../../../sdk/escrow/add-credits.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { plainTft } from "../rewards/words.ts";

/** Adds an account's credits to its balance. */
export async function plan({ grid }: SendContext, { id }: { id: number }): Promise<Plan> {
  const [call, units] = await Promise.all([addCreditsCall(grid, { accountId: id }), grid.Escrow.creditsOf(id)]);
  if (units === 0n) return nothingThere(id);
  const effects = [`The balance of account ${id} grows by ${formatTft(units)} TFT.`];
  return oneStep({ call, summary: `Add the credits of account ${id}`, effects }, (receipt) => {
    const { amount } = extractCreditsAdded(grid, receipt);
    return {
      document: { account: id, units: amount, tft: plainTft(amount), transaction: receipt.hash },
      text: `${formatTft(amount)} TFT were added to the balance of account ${id}.`,
    };
  });
}

function nothingThere(id: number): Plan {
  const answer = () => ({
    document: { account: id, units: 0n, tft: plainTft(0n) },
    text: `Account ${id} has no credits.`,
  });
  return { steps: [], answer };
}
