import { ZeroAddress } from "ethers";
import type { Grid } from "../network/grid.ts";

/** Where a farm's rewards go, and what it is owed. */
export interface PayoutState {
  readonly payout: string;
  /** Who alone may claim while the payout address changes. */
  readonly onlyCaller: string | undefined;
  /** What was claimed and could not be minted then, in TFT units. */
  readonly owedUnits: bigint;
  /** What could be minted now, for all farms, in TFT units. */
  readonly mintableUnits: bigint;
}

/** Reads where a farm's rewards go and what it is owed. The farm must exist. */
export async function payoutState(grid: Grid, farmId: number): Promise<PayoutState> {
  const [{ payout, onlyCaller }, owedUnits, mintableUnits] = await Promise.all([
    grid.Directory.payoutOf(farmId),
    grid.FarmingRewards.owedOf(farmId),
    grid.TFT.mintableBy(grid.FarmingRewards.target),
  ]);
  return { payout, onlyCaller: onlyCaller === ZeroAddress ? undefined : onlyCaller, owedUnits, mintableUnits };
}
