import { periodStatus } from "../../../../sdk/measurements/period-status.ts";
import type { PreparedBatch } from "../../../../sdk/measurements/prepare-batch.ts";
import type { SubmissionStep } from "../../../../sdk/measurements/submit-batch.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { SendContext } from "../../context.ts";
import type { Plan, Step } from "../../plan.ts";

/** The transactions that bring a batch on chain, and what is said when they are there. */
export function submissionPlan(
  { grid }: SendContext,
  { proposal }: PreparedBatch,
  steps: readonly SubmissionStep[],
): Plan {
  const { period, batch, count } = proposal;
  return {
    steps: steps.map((step, index) => toStep(step, count, index > 0)),
    answer: async (receipts) => {
      const { batches } = await periodStatus(grid, period);
      const finalAt = batches[batch]?.finalAt;
      const transactions = receipts.map(({ hash }) => hash);
      const done = transactions.length === 0 ? "were on chain before: nothing was sent." : "are on chain.";
      const until = finalAt === undefined ? "" : ` Its rewards can be claimed from ${formatTime(finalAt)} on.`;
      return {
        document: { period, batch, leaves: count, finalAt, transactions },
        text: `The ${count} leaves of period ${period}, batch ${batch}, ${done}${until}`,
      };
    },
  };
}

function toStep({ action, call, publishedCount }: SubmissionStep, count: number, needsPrevious: boolean): Step {
  const summary = action === "propose" ? `Propose ${count} leaves` : `Publish leaf ${publishedCount} of ${count}`;
  return { call, summary, needsPrevious };
}
