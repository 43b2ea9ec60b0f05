import { namesToSettle, settleNamesCall } from "../../../../sdk/service/settle-names.ts";
import { extractStreamsSettled } from "../../../../sdk/service/settle-streams.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { counted, plainTft } from "../rewards/words.ts";

/** So many names are settled in one transaction. */
const MOST_NAMES = 100;

/** Settles all names. */
export async function plan(context: SendContext): Promise<Plan> {
  const { grid } = context;
  const names = await namesToSettle(context);
  const parts = Array.from({ length: Math.ceil(names.length / MOST_NAMES) }, (_, index) =>
    names.slice(index * MOST_NAMES, (index + 1) * MOST_NAMES),
  );
  const steps = parts.map(async (part) => ({
    call: await settleNamesCall(grid, { names: part }),
    summary: `Settle ${counted(part.length, "name")}`,
    effects: ["What they accrued goes to the protocol pool."],
  }));
  return {
    steps: await Promise.all(steps),
    answer: (receipts) => {
      const settled = receipts.flatMap((receipt) => extractStreamsSettled(grid, receipt));
      const units = settled.reduce((sum, { poolUnits }) => sum + poolUnits, 0n);
      const did = `${counted(settled.length, "name")} settled; the protocol pool got ${formatTft(units)} TFT.`;
      return {
        document: { names: settled.length, poolTft: plainTft(units), transactions: receipts.map(({ hash }) => hash) },
        text: settled.length === 0 ? "No name owes anything." : did,
      };
    },
  };
}
