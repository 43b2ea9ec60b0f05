import { readProposal } from "../../../../sdk/measurements/proposal-document.ts";
import { readSignature } from "../../../../sdk/measurements/signature-document.ts";
import { planSubmission } from "../../../../sdk/measurements/submit-batch.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { readDocument } from "../../text-file.ts";
import { submissionPlan } from "./submission-plan.ts";

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
  return submissionPlan(context, batch, await planSubmission(grid, { batch, signatures }));
}
