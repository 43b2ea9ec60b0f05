import type { NetworkConnection } from "hardhat/types/network";
import type { Grid } from "../../sdk/network/grid.ts";

/** Moves the chain's clock to the first second of a period. */
export async function goToPeriod(
  { networkHelpers }: NetworkConnection<string>,
  grid: Grid,
  period: bigint,
): Promise<void> {
  const { start, duration } = await grid.Directory.schedule();
  await networkHelpers.time.increaseTo(start + period * duration);
}

/** Moves the chain's clock `count` periods ahead and returns the period that then runs. */
export async function passPeriods(connection: NetworkConnection<string>, grid: Grid, count = 1n): Promise<bigint> {
  const period = (await grid.Directory.currentPeriod()) + count;
  await goToPeriod(connection, grid, period);
  return period;
}
