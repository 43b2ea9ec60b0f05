import { extractFarmPaid, payFarmCall } from "../../../../sdk/escrow/pay-farm.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { plainTft } from "../rewards/words.ts";

/** Pays a farm's earnings. */
export async function plan({ grid }: SendContext, { farm }: { farm: number }): Promise<Plan> {
  const [call, units] = await Promise.all([payFarmCall(grid, { farmId: farm }), grid.Escrow.farmCreditsOf(farm)]);
  if (units === 0n) return nothingThere(farm);
  const effects = [`${formatTft(units)} TFT go to the payout address of farm ${farm}.`];
  return oneStep({ call, summary: `Pay the earnings of farm ${farm}`, effects }, (receipt) => {
    const { payout, amount } = extractFarmPaid(grid, receipt);
    return {
      document: { farm, payout, units: amount, tft: plainTft(amount), transaction: receipt.hash },
      text: `${formatTft(amount)} TFT that farm ${farm} earned went to ${payout}.`,
    };
  });
}

function nothingThere(farm: number): Plan {
  const answer = () => ({
    document: { farm, units: 0n, tft: plainTft(0n) },
    text: `Farm ${farm} has nothing to withdraw: what its streams are owed has to be settled first.`,
  });
  return { steps: [], answer };
}
