import { GridError } from "../grid-error.ts";
import type { PreparedBatch } from "../measurements/prepare-batch.ts";
import { checkBatch, readBatch } from "../measurements/read-batch.ts";
import type { Grid } from "../network/grid.ts";
import type { BatchReader } from "./list-rewards.ts";

/**
 * Takes the leaves of some batches from proposal files, checked against the roots on chain, and those of all others from
 * the chain's logs. For nodes that have thrown old logs away.
 *
 * @param files Read by {@link readProposal}
 * @throws LeavesRootMismatchError when a batch is read
 */
export function leavesFromFiles(grid: Grid, files: readonly PreparedBatch[]): BatchReader {
  return ({ period, batch }) => {
    const found = files.find(({ proposal }) => proposal.period === period && proposal.batch === batch);
    return found === undefined ? readBatch(grid, { period, batch }) : checkBatch(grid, { period, batch }, found.leaves);
  };
}

/** @throws LeavesOfOtherPeriodError unless every file is about the period */
export function requireLeavesOf(period: number, files: readonly PreparedBatch[]): void {
  const other = files.find(({ proposal }) => proposal.period !== period);
  if (other !== undefined) throw new LeavesOfOtherPeriodError(other.proposal.period, period);
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
