import { formatUsd, formatUsdShort } from "../../../../sdk/oracle/format-usd.ts";
import { extractPriceReported, extractPriceUpdated, reportPriceCall } from "../../../../sdk/oracle/report-price.ts";
import { usdPerTftOf } from "../../../../sdk/rules/price.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Reports a price. */
export async function plan({ grid }: SendContext, { usd }: { usd: bigint }): Promise<Plan> {
  const call = await reportPriceCall(grid, { usdPerTft: usd });
  const effects = ["The median of the fresh reports becomes the price, if enough are fresh and the time has come."];
  return oneStep({ call, summary: `Report ${formatUsd(usd)} USD per TFT`, effects }, (receipt) => {
    const { member, usdPerTft } = extractPriceReported(grid, receipt);
    const update = extractPriceUpdated(grid, receipt);
    const price = update && usdPerTftOf(update.tftPerUsd);
    const effect =
      price === undefined ? "The price stays as it was." : `The price is ${formatUsdShort(price)} USD now.`;
    return {
      document: { member, usdPerTft, newUsdPerTft: price, transaction: receipt.hash },
      text: `${member} reported ${formatUsd(usdPerTft)} USD per TFT. ${effect}`,
    };
  });
}
