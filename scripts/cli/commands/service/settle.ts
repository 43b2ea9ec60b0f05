import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { counted } from "../rewards/words.ts";
import { StatementsUnnamedError } from "./fetch-statements.ts";
import type { SettlementFlags } from "./settlement-steps.ts";
import { settledIn, settlementSteps } from "./settlement-steps.ts";

/** Settles streams by statements. */
export async function plan(context: SendContext, flags: SettlementFlags): Promise<Plan> {
  if (flags.statement.length === 0 && flags.attestor.length === 0) throw new StatementsUnnamedError();
  return {
    steps: await settlementSteps(context, flags),
    answer: (receipts) => {
      const settled = settledIn(context.grid, receipts);
      const units = settled.reduce((sum, { farmUnits }) => sum + farmUnits, 0n);
      const text =
        settled.length === 0
          ? "Nothing was settled: no stream is settled up to where a statement begins and worth it, or a statement is too old."
          : `${counted(settled.length, "stream")} settled; the farms earned ${formatTft(units)} TFT.`;
      return { document: { settled, transactions: receipts.map(({ hash }) => hash) }, text };
    },
  };
}
