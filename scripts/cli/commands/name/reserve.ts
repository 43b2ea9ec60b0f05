import { extractNameReserved, reserveNameCall } from "../../../../sdk/names/reserve-name.ts";
import { readLatestPricing } from "../../../../sdk/pricing/read-pricing.ts";
import { nameRates } from "../../../../sdk/rules/rates.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { limitPerSecond } from "../account/words.ts";
import { monthly, totalRate } from "../reservation/words.ts";
import { plainTft } from "../rewards/words.ts";

interface Flags {
  readonly name: string;
  readonly paidBy: number;
  /** For 30 days, 18 decimals. */
  readonly maxUsdPerMonth?: bigint;
}

/** Reserves a name. */
export async function plan(context: SendContext, { name, paidBy, maxUsdPerMonth }: Flags): Promise<Plan> {
  const { grid } = context;
  const rates = nameRates(await readLatestPricing(context));
  const most = maxUsdPerMonth === undefined ? totalRate(rates) : limitPerSecond(maxUsdPerMonth);
  const call = await reserveNameCall(grid, { accountId: paidBy, name, mostUsdPerSecond: most });
  const effects = [`Account ${paidBy} has the name ${name}, at ${monthly(rates)}; the first 30 days are paid at once.`];
  return oneStep({ call, summary: `Reserve the name ${name}`, effects }, (receipt) => {
    const { streamId, units } = extractNameReserved(grid, receipt);
    return {
      document: {
        name,
        account: paidBy,
        stream: Number(streamId),
        paidTft: plainTft(units),
        transaction: receipt.hash,
      },
      text: `Account ${paidBy} has the name ${name}; ${formatTft(units)} TFT were paid for the first 30 days.`,
    };
  });
}
