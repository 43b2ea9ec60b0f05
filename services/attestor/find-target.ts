import type { BatchStatus } from "../../sdk/measurements/period-status.ts";
import { batchStatus, proposedBatches } from "../../sdk/measurements/period-status.ts";
import type { Grid } from "../../sdk/network/grid.ts";

/** The batch of a period that is worked on now, and what stands before it. */
export interface Target {
  /** The last one that is not final; the next one when all are. */
  readonly status: BatchStatus;
  /** The attempt that is or can be proposed. */
  readonly attempt: number;
}

/** Finds the only batch of a period that can be proposed, published or reviewed now. */
export async function findTarget(grid: Grid, period: number): Promise<Target> {
  const last = (await proposedBatches(grid, period)).at(-1);
  const next = last === undefined ? 0 : last.batch + 1;
  const status = last === undefined || last.state === "final" ? await batchStatus(grid, { period, batch: next }) : last;
  return { status, attempt: status.attempt + (status.state === "void" ? 1 : 0) };
}
