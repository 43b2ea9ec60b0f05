import { approveOperatorCall, extractOperatorApproved } from "../../../../sdk/escrow/approve-operator.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import { formatUsd } from "../../../../sdk/oracle/format-usd.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { limitPerSecond } from "./words.ts";

interface Flags {
  readonly id: number;
  readonly operator: string;
  /** For 30 days, 18 decimals. */
  readonly maxUsd: bigint;
  /** TFT units. */
  readonly maxCharge: bigint;
  /** Unix time in seconds. */
  readonly until: number;
}

/** Approves an operator. */
export async function plan({ grid }: SendContext, flags: Flags): Promise<Plan> {
  const { id, operator, maxUsd, maxCharge, until } = flags;
  const limits = { maxUsdPerSecond: limitPerSecond(maxUsd), maxChargeUnits: maxCharge, expiresAt: until };
  const call = await approveOperatorCall(grid, { accountId: id, operator, ...limits });
  const effect =
    `Until ${formatTime(until)} ${operator} may open streams of account ${id} for up to ${formatUsd(maxUsd)} USD ` +
    `in 30 days, and charge ${formatTft(maxCharge)} TFT at once.`;
  return oneStep({ call, summary: `Let ${operator} act for account ${id}`, effects: [effect] }, (receipt) => {
    const { operator: approved } = extractOperatorApproved(grid, receipt);
    return {
      document: { account: id, operator: approved, ...limits, transaction: receipt.hash },
      text: effect,
      hints: [`To end it: tfgrid account revoke --id ${id} --operator ${approved}`],
    };
  });
}
