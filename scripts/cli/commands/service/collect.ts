import { extractEvents } from "../../../../sdk/network/extract-event.ts";
import { payFarmCall } from "../../../../sdk/escrow/pay-farm.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan, Step } from "../../plan.ts";
import { plan as planClaim } from "../rewards/claim.ts";
import { plainTft } from "../rewards/words.ts";
import type { SettlementFlags } from "./settlement-steps.ts";
import { settledIn, settlementSteps } from "./settlement-steps.ts";

/** Claims rewards, settles what statements allow, and pays earnings out. */
export async function plan(
  context: SendContext,
  flags: { farm: number } & Omit<SettlementFlags, "worth">,
): Promise<Plan> {
  const { grid } = context;
  const { farm } = flags;
  const rewards = await planClaim(context, { farm, leaves: [] });
  const settling = await settlementSteps(context, { ...flags, worth: 0n });
  const credits = await grid.Escrow.farmCreditsOf(farm);
  const isPayable = credits > 0n || settling.some(({ isPaying }) => isPaying);
  const paying = isPayable ? [await payStep(context, farm)] : [];
  return {
    steps: [...rewards.steps, ...settling, ...paying],
    answer: async (receipts) => {
      const claimed = await rewards.answer(receipts.slice(0, rewards.steps.length));
      const paid = receipts
        .flatMap((receipt) => extractEvents(grid.Escrow, grid.Escrow.filters.FarmPaid, receipt))
        .reduce((sum, { amount }) => sum + amount, 0n);
      return {
        document: {
          farm,
          rewards: claimed.document,
          settled: settledIn(grid, receipts),
          earningsTft: plainTft(paid),
          transactions: receipts.map(({ hash }) => hash),
        },
        text: `${claimed.text}\n${paidSentence(farm, paid)}`,
      };
    },
  };
}

function paidSentence(farm: number, units: bigint): string {
  if (units === 0n) return `Farm ${farm} has no settled earnings from tenants to be paid out.`;
  return `Farm ${farm} was paid ${formatTft(units)} TFT of its earnings from tenants.`;
}

async function payStep({ grid }: SendContext, farm: number): Promise<Step> {
  return {
    call: await payFarmCall(grid, { farmId: farm }),
    summary: `Pay the earnings of farm ${farm}`,
    effects: [`What farm ${farm} earned goes to its payout address.`],
    needsPrevious: true,
  };
}
