import { proposedBatches } from "../../../../sdk/measurements/period-status.ts";
import { extractMeasurementsRejected, rejectCall } from "../../../../sdk/measurements/reject.ts";
import type { SendContext } from "../../context.ts";
import { oneStep } from "../../plan.ts";
import type { Plan } from "../../plan.ts";

/** Rejects a batch; the attestors may then propose it again. */
export async function plan({ grid }: SendContext, flags: { period: number; batch?: number }): Promise<Plan> {
  const { period } = flags;
  const batch = flags.batch ?? (await proposedBatches(grid, period)).at(-1)?.batch ?? 0;
  const call = await rejectCall(grid, { period, batch });
  const summary = `Reject batch ${batch} of period ${period}`;
  const effects = ["The attestors may propose the batch again.", "Nobody can claim what was proposed now."];
  return oneStep({ call, summary, effects }, (receipt) => {
    const { attempt, rejections } = extractMeasurementsRejected(grid, receipt);
    return {
      document: { period, batch, attempt: Number(attempt), rejections: Number(rejections), transaction: receipt.hash },
      text: `Batch ${batch} of period ${period} is rejected, for the ${ordinal(Number(rejections))} time.`,
      hints: ["After two rejections all attestors together, or the measurement admin, can overrule the guardian."],
    };
  });
}

function ordinal(count: number): string {
  return ["first", "second", "third"][count - 1] ?? `${count}th`;
}
