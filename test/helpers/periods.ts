import type { NetworkConnection } from "hardhat/types/network";
import type { Grid } from "../../sdk/network/grid.ts";

/** Moves the chain's clock to the first second of a period. */
export async function goToPeriod(
  { networkHelpers }: NetworkConnection<string>,
  grid: Grid,
  period: bigint,
): Promise<void> {
  // By position: a field called length is hidden by the array's own.
  const [start, length] = (await grid.Directory.schedule()) as unknown as [bigint, bigint];
  await networkHelpers.time.increaseTo(start + period * length);
}

/** Moves the chain's clock `count` periods ahead and returns the period that then runs. */
export async function passPeriods(connection: NetworkConnection<string>, grid: Grid, count = 1n): Promise<bigint> {
  const period = (await grid.Directory.currentPeriod()) + count;
  await goToPeriod(connection, grid, period);
  return period;
}
