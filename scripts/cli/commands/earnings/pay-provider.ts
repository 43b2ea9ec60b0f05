import { extractProviderPaid, payProviderCall } from "../../../../sdk/escrow/pay-provider.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { plainTft } from "../rewards/words.ts";

/** Pays a solution provider's earnings to it. */
export async function plan({ grid }: SendContext, { provider }: { provider: string }): Promise<Plan> {
  const call = await payProviderCall(grid, { provider });
  const effects = [`What ${provider} earned goes to it.`];
  return oneStep({ call, summary: `Pay the provider ${provider}`, effects }, (receipt) => {
    const { amount } = extractProviderPaid(grid, receipt);
    return {
      document: { provider, tft: plainTft(amount), transaction: receipt.hash },
      text: `${formatTft(amount)} TFT went to ${provider}.`,
    };
  });
}
