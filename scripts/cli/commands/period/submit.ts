import { formatTime } from "../../../../sdk/network/format-time.ts";
import { periodStatus } from "../../../../sdk/measurements/period-status.ts";
import { readProposal } from "../../../../sdk/measurements/proposal-document.ts";
import { readSignature } from "../../../../sdk/measurements/signature-document.ts";
import { planSubmission } from "../../../../sdk/measurements/submit-batch.ts";
import type { SubmissionStep } from "../../../../sdk/measurements/submit-batch.ts";
import type { SendContext } from "../../context.ts";
import type { Plan, Step } from "../../plan.ts";
import { readDocument } from "../../text-file.ts";

interface Flags {
  readonly proposal: string;
  readonly signatures: readonly string[];
}

/** Brings a signed proposal and its leaves on chain. */
export async function plan(context: SendContext, flags: Flags): Promise<Plan> {
  const { grid, folder } = context;
  const batch = await readDocument(folder, flags.proposal, (text) => readProposal(grid, text));
  const signatures = await Promise.all(
    flags.signatures.map((file) => readDocument(folder, file, (text) => readSignature(grid, text))),
  );
  const { period, batch: number, count } = batch.proposal;
  const steps = await planSubmission(grid, { batch, signatures });
  return {
    steps: steps.map((step, index) => toStep(step, count, index > 0)),
    answer: async (receipts) => {
      const { claimableAt } = await periodStatus(grid, period);
      const transactions = receipts.map(({ hash }) => hash);
      const until = claimableAt === undefined ? "" : ` Its rewards can be claimed from ${formatTime(claimableAt)} on.`;
      const done = transactions.length === 0 ? "were on chain before: nothing was sent." : "are on chain.";
      return {
        document: { period, batch: number, leaves: count, claimableAt, transactions },
        text: `The ${count} leaves of period ${period}, batch ${number}, ${done}${until}`,
      };
    },
  };
}

function toStep({ action, call, publishedCount }: SubmissionStep, count: number, needsPrevious: boolean): Step {
  const summary = action === "propose" ? `Propose ${count} leaves` : `Publish leaf ${publishedCount} of ${count}`;
  return { call, summary, needsPrevious };
}
