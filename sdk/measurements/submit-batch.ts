import type { Signer, TransactionReceipt } from "ethers";
import { GridError } from "../grid-error.ts";
import type { Call } from "../network/call.ts";
import { sendCallAndWait } from "../network/call.ts";
import { formatTime } from "../network/format-time.ts";
import type { Grid } from "../network/grid.ts";
import { leafCount } from "../rules/leaf-bytes.ts";
import type { BatchState } from "./batch-state.ts";
import { collectSignatures } from "./collect-signatures.ts";
import { batchStatus } from "./period-status.ts";
import type { BatchStatus } from "./period-status.ts";
import type { PreparedBatch } from "./prepare-batch.ts";
import type { Proposal } from "./proposal.ts";
import { proposeAsAdminCall } from "./propose-as-admin.ts";
import { proposeCall } from "./propose.ts";
import { publishCall } from "./publish.ts";
import type { SignatureDocument } from "./signature-document.ts";

export interface Submission {
  readonly batch: PreparedBatch;
  /** In any order. None are needed once the proposal is on chain. */
  readonly signatures: readonly SignatureDocument[];
}

/** One transaction of a submission. Each works only after the one before. */
export interface SubmissionStep {
  readonly action: "propose" | "publish";
  /** Leaves on chain after it. */
  readonly publishedCount: number;
  readonly call: Call;
}

/**
 * What is still to be sent to bring a batch on chain: its proposal, then its leaves, a chunk in each transaction. What is
 * there already is passed over, so that an interrupted submission goes on where it stopped.
 * @returns nothing when all is on chain
 * @throws BatchTakenError, MeasurementsTooEarlyError, MeasurementsPreviousBatchNotFinalError, and as
 * {@link collectSignatures} does
 */
export async function planSubmission(grid: Grid, { batch, signatures }: Submission): Promise<SubmissionStep[]> {
  return planSteps(grid, batch, async (proposal) => {
    const collected = await collectSignatures(grid, proposal, signatures);
    return proposeCall(grid, { proposal, signatures: collected });
  });
}

/**
 * The same for the measurement admin, who needs no signatures for what a guardian rejected twice.
 * @throws BatchTakenError, MeasurementsTooEarlyError, MeasurementsPreviousBatchNotFinalError
 */
export async function planOverrule(grid: Grid, batch: PreparedBatch): Promise<SubmissionStep[]> {
  return planSteps(grid, batch, (proposal) => proposeAsAdminCall(grid, { proposal }));
}

async function planSteps(
  grid: Grid,
  batch: PreparedBatch,
  toProposeCall: (proposal: Proposal) => Promise<Call>,
): Promise<SubmissionStep[]> {
  const { proposal } = batch;
  const stored = await batchStatus(grid, proposal);
  if (isProposed(batch, stored)) return publication(grid, batch, stored.publishedCount);

  await requireProposable(grid, proposal);
  const call = await toProposeCall(proposal);
  return [{ action: "propose", publishedCount: 0, call }, ...(await publication(grid, batch, 0))];
}

/** Carries out {@link planSubmission}; `onSent` is told after every transaction. */
export async function submitBatch(
  grid: Grid,
  signer: Signer,
  submission: Submission,
  onSent: (step: SubmissionStep, receipt: TransactionReceipt) => void = () => undefined,
): Promise<void> {
  for (const step of await planSubmission(grid, submission)) onSent(step, await sendCallAndWait(signer, step.call));
}

function isProposed({ proposal }: PreparedBatch, { period, batch, state, root, attempt }: BatchStatus): boolean {
  if (state === "awaited" || state === "void") return false;
  const isThis = root?.toLowerCase() === proposal.root.toLowerCase() && attempt === proposal.attempt;
  if (!isThis) throw new BatchTakenError(period, batch, state);
  return true;
}

async function requireProposable(
  grid: Grid,
  { period, batch }: { readonly period: number; readonly batch: number },
): Promise<void> {
  const [earliest, block, previous] = await Promise.all([
    grid.Measurements.proposableAt(period),
    grid.Measurements.runner?.provider?.getBlock("latest"),
    batch === 0 ? undefined : batchStatus(grid, { period, batch: batch - 1 }),
  ]);
  if (block && BigInt(block.timestamp) < earliest) throw new MeasurementsTooEarlyError(period, earliest);
  if (previous !== undefined && previous.state !== "final") {
    throw new MeasurementsPreviousBatchNotFinalError(previous);
  }
}

async function publication(
  grid: Grid,
  { proposal, chunks }: PreparedBatch,
  onChain: number,
): Promise<SubmissionStep[]> {
  const { period, batch } = proposal;
  const steps: SubmissionStep[] = [];
  let publishedCount = 0;
  for (const chunk of chunks) {
    publishedCount += leafCount(chunk.leaves);
    if (publishedCount <= onChain) continue;
    steps.push({ action: "publish", publishedCount, call: await publishCall(grid, { period, batch, chunk }) });
  }
  return steps;
}

/** Another proposal for the same batch is on chain. */
export class BatchTakenError extends GridError {
  override readonly name = "BatchTakenError";

  constructor(period: number, batch: number, state: BatchState) {
    super(`Another proposal for batch ${batch} of period ${period} is on chain; it is ${state}.`, {
      hint: "Compare the measurements. A guardian can reject what is not final; what is final is corrected by the next batch.",
    });
  }
}

/** Nodes may still report for the period. */
export class MeasurementsTooEarlyError extends GridError {
  override readonly name = "MeasurementsTooEarlyError";

  constructor(period: number, earliest: bigint) {
    super(`Measurements of period ${period} can be proposed from ${formatTime(earliest)} on: nodes may still report.`, {
      hint: "Submit them again then; the signatures stay good.",
    });
  }
}

/** A correction comes too early. */
export class MeasurementsPreviousBatchNotFinalError extends GridError {
  override readonly name = "MeasurementsPreviousBatchNotFinalError";

  constructor({ period, batch, state, finalAt }: BatchStatus) {
    const until = finalAt === undefined ? "" : ` until ${formatTime(finalAt)}`;
    super(`Batch ${batch} of period ${period} comes first; it is ${state}${until}.`, {
      hint: "Submit the correction once that batch is final.",
    });
  }
}
