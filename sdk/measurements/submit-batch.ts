import type { Signer, TransactionReceipt } from "ethers";
import { GridError } from "../grid-error.ts";
import type { Grid } from "../network/grid.ts";
import { LEAF_BYTES } from "../rules/leaf-bytes.ts";
import { toBatchState } from "./batch-state.ts";
import type { BatchState } from "./batch-state.ts";
import { collectSignatures } from "./collect-signatures.ts";
import type { PreparedBatch } from "./prepare-batch.ts";
import { proposeAndWait } from "./propose.ts";
import { publishAndWait } from "./publish.ts";
import type { SignatureDocument } from "./signature-document.ts";

/** Told after every transaction of a submission. */
export type SubmitProgress = (step: {
  readonly action: "proposed" | "published";
  /** Leaves on chain by now. */
  readonly publishedCount: number;
  readonly receipt: TransactionReceipt;
}) => void;

/**
 * Brings a batch on chain: proposes it and publishes its leaves, a chunk in each transaction. Can be repeated at any time:
 * what is there already is passed over, so that an interrupted submission goes on where it stopped.
 * @throws BatchTakenError, MeasurementsTooEarlyError, and as {@link collectSignatures} does
 */
export async function submitBatch(
  grid: Grid,
  signer: Signer,
  { batch, signatures }: { readonly batch: PreparedBatch; readonly signatures: readonly SignatureDocument[] },
  onProgress: SubmitProgress = () => undefined,
): Promise<void> {
  if (!(await isProposed(grid, batch))) {
    await requireProposable(grid, batch.proposal.period);
    const collected = await collectSignatures(grid, batch.proposal, signatures);
    const { receipt } = await proposeAndWait(grid, signer, { proposal: batch.proposal, signatures: collected });
    onProgress({ action: "proposed", publishedCount: 0, receipt });
  }
  await publishRest(grid, signer, batch, onProgress);
}

async function isProposed(grid: Grid, { proposal }: PreparedBatch): Promise<boolean> {
  const { period, batch } = proposal;
  const [stored, code] = await Promise.all([
    grid.Measurements.batchOf(period, batch),
    grid.Measurements.stateOf(period, batch),
  ]);
  const state = toBatchState(code);
  if (state === "awaited" || state === "void") return false;
  if (stored.root.toLowerCase() !== proposal.root.toLowerCase()) throw new BatchTakenError(period, batch, state);
  return true;
}

async function requireProposable(grid: Grid, period: number): Promise<void> {
  const [earliest, block] = await Promise.all([
    grid.Measurements.proposableAt(period),
    grid.Measurements.runner?.provider?.getBlock("latest"),
  ]);
  if (block && BigInt(block.timestamp) < earliest) throw new MeasurementsTooEarlyError(period, Number(earliest));
}

async function publishRest(
  grid: Grid,
  signer: Signer,
  { proposal, chunks }: PreparedBatch,
  onProgress: SubmitProgress,
): Promise<void> {
  const { period, batch } = proposal;
  const onChain = Number((await grid.Measurements.batchOf(period, batch)).publishedCount);
  let position = 0;
  for (const chunk of chunks) {
    const isPublished = position < onChain;
    position += chunk.leaves.length / LEAF_BYTES;
    if (isPublished) continue;
    const { receipt } = await publishAndWait(grid, signer, { period, batch, chunk });
    onProgress({ action: "published", publishedCount: position, receipt });
  }
}

/** Another proposal for the same batch is on chain. */
export class BatchTakenError extends GridError {
  override readonly name = "BatchTakenError";

  constructor(period: number, batch: number, state: BatchState) {
    super(`Batch ${batch} of period ${period} is ${state} with another root.`, {
      hint: "Compare the measurements. A final batch is corrected by the next one, an earlier state by the guardian.",
    });
  }
}

/** Nodes may still report for the period. */
export class MeasurementsTooEarlyError extends GridError {
  override readonly name = "MeasurementsTooEarlyError";

  constructor(period: number, earliest: number) {
    super(
      `Period ${period} may be proposed from ${new Date(earliest * 1000).toISOString()} on: nodes may still report.`,
      {
        hint: "Submit it again then; the signatures stay good.",
      },
    );
  }
}
