import { changePayoutCall, extractPayoutChangeScheduled } from "../../../../sdk/directory/change-payout.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Moves the payout address of a farm after its delay. */
export async function plan(context: SendContext, flags: { farm: number; address: string }): Promise<Plan> {
  const { grid, provider } = context;
  const { farm, address } = flags;
  const [call, delay, now] = await Promise.all([
    changePayoutCall(grid, { farmId: farm, newPayout: address }),
    grid.Directory.payoutDelay(),
    blockTime(provider),
  ]);
  const effects = [
    `Rewards of farm ${farm} go to ${address} from about ${formatTime(BigInt(now) + delay)} on.`,
    "Until then they go to the old address, and only the owner can claim.",
  ];
  return oneStep({ call, summary: `Move the payout address of farm ${farm}`, effects }, (receipt) => {
    const { payout, newPayout, effectiveAt } = extractPayoutChangeScheduled(grid, receipt);
    const at = formatTime(effectiveAt);
    return {
      document: { farm, payout, newPayout, effectiveAt: at, transaction: receipt.hash },
      text: `Rewards of farm ${farm} go to ${newPayout} from ${at} on; until then to ${payout}, and only the owner can claim.`,
      hints: [`To stop it: tfgrid farm payout-address cancel --farm ${farm}`],
    };
  });
}
