import { extractManagerSet, setManagerCall } from "../../../../sdk/escrow/set-manager.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import { formatUsd } from "../../../../sdk/oracle/format-usd.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { limitPerSecond } from "./words.ts";

interface Flags {
  readonly id: number;
  readonly manager: string;
  /** For 30 days, 18 decimals. */
  readonly maxUsd: bigint;
  /** Unix time in seconds. */
  readonly until: number;
}

/** Admits a manager. */
export async function plan({ grid }: SendContext, { id, manager, maxUsd, until }: Flags): Promise<Plan> {
  const limits = { maxUsdPerSecond: limitPerSecond(maxUsd), expiresAt: until };
  const call = await setManagerCall(grid, { accountId: id, manager, ...limits });
  const effect =
    `Until ${formatTime(until)} ${manager} may pay into account ${id}, close its streams, ` +
    `and open some as long as all together cost at most ${formatUsd(maxUsd)} USD in 30 days.`;
  return oneStep({ call, summary: `Let ${manager} manage account ${id}`, effects: [effect] }, (receipt) => {
    const { manager: admitted } = extractManagerSet(grid, receipt);
    return {
      document: { account: id, manager: admitted, ...limits, transaction: receipt.hash },
      text: effect,
      hints: [`To end it: tfgrid account revoke --id ${id} --manager ${admitted}`],
    };
  });
}
