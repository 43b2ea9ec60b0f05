import { GridError } from "../grid-error.ts";
import { readProposal } from "../measurements/proposal-document.ts";
import { checkBatch, readBatch } from "../measurements/read-batch.ts";
import type { Grid } from "../network/grid.ts";
import type { BatchReader } from "./list-rewards.ts";

/**
 * Takes the leaves of some batches from proposal files, checked against the roots on chain, and those of all others from
 * the chain's logs. For nodes that have thrown old logs away.
 *
 * @param texts What the files hold
 * @throws DocumentMalformedError, OtherDeploymentError, ProposalMismatchError; when read LeavesRootMismatchError
 */
export async function leavesFromFiles(grid: Grid, texts: readonly string[]): Promise<BatchReader> {
  const prepared = await Promise.all(texts.map((text) => readProposal(grid, text)));
  return ({ period, batch }) => {
    const found = prepared.find(({ proposal }) => proposal.period === period && proposal.batch === batch);
    return found === undefined ? readBatch(grid, { period, batch }) : checkBatch(grid, { period, batch }, found.leaves);
  };
}

/** @throws LeavesOfOtherPeriodError unless every file is about the period */
export async function requireLeavesOf(grid: Grid, period: number, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const { proposal } = await readProposal(grid, text);
    if (proposal.period !== period) throw new LeavesOfOtherPeriodError(proposal.period, period);
  }
}

/** A file proves another period than the one to be claimed. */
export class LeavesOfOtherPeriodError extends GridError {
  override readonly name = "LeavesOfOtherPeriodError";

  constructor(period: number, wanted: number) {
    super(`The file of leaves proves period ${period}, but period ${wanted} is to be claimed.`, {
      hint: `Give the file of period ${wanted}, or claim period ${period}.`,
    });
  }
}
