import { readProposal } from "../../../../sdk/measurements/proposal-document.ts";
import { planOverrule } from "../../../../sdk/measurements/submit-batch.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { readDocument } from "../../text-file.ts";
import { submissionPlan } from "./submission-plan.ts";

/** Brings on chain, as the measurement admin, what a guardian rejected twice. */
export async function plan(context: SendContext, flags: { proposal: string }): Promise<Plan> {
  const { grid, folder } = context;
  const batch = await readDocument(folder, flags.proposal, (text) => readProposal(grid, text));
  return submissionPlan(context, batch, await planOverrule(grid, batch));
}
