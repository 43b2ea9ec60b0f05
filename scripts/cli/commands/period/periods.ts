import type { Grid } from "../../../../sdk/network/grid.ts";

/** The last period that is over. */
export async function lastEndedPeriod(grid: Grid): Promise<number> {
  return Math.max(Number(await grid.Directory.currentPeriod()) - 1, 0);
}
