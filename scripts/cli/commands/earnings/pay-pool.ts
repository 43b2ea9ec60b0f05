import { extractPoolPaid, payPoolCall } from "../../../../sdk/escrow/pay-pool.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { plainTft } from "../rewards/words.ts";

/** Pays the pool of a pricing version. */
export async function plan({ grid }: SendContext, { pricing }: { pricing: number }): Promise<Plan> {
  const call = await payPoolCall(grid, { pricingVersion: pricing });
  const effects = [`Foundation and stakers get what came in under pricing version ${pricing}.`];
  return oneStep({ call, summary: `Pay the pool of pricing version ${pricing}`, effects }, (receipt) => {
    const { foundationAmount, stakersAmount } = extractPoolPaid(grid, receipt);
    return {
      document: {
        pricing,
        foundationTft: plainTft(foundationAmount),
        stakersTft: plainTft(stakersAmount),
        transaction: receipt.hash,
      },
      text: `${formatTft(foundationAmount)} TFT went to the foundation, ${formatTft(stakersAmount)} TFT to those who stake.`,
    };
  });
}
