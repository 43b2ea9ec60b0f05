import { GridError } from "../grid-error.ts";
import type { Grid } from "../network/grid.ts";

/** The periods that ended and are paid by this version of the contract, ascending. */
export async function paidPeriods(grid: Grid): Promise<number[]> {
  const [first, last, current] = await Promise.all([
    grid.FarmingRewards.firstPeriod(),
    grid.FarmingRewards.lastPeriod(),
    grid.Directory.currentPeriod(),
  ]);
  const end = Math.min(Number(current), Number(last) + 1);
  return Array.from({ length: Math.max(end - Number(first), 0) }, (_, index) => Number(first) + index);
}

/** @throws RewardsPeriodOutOfRangeError when another version of the contract pays the period */
export async function requirePaidHere(grid: Grid, period: number): Promise<void> {
  const [first, last] = await Promise.all([grid.FarmingRewards.firstPeriod(), grid.FarmingRewards.lastPeriod()]);
  const isHere = BigInt(period) >= first && BigInt(period) <= last;
  if (!isHere) throw new RewardsPeriodOutOfRangeError(period, Number(first), Number(last));
}

/** Another version of the contract pays the period. */
export class RewardsPeriodOutOfRangeError extends GridError {
  override readonly name = "RewardsPeriodOutOfRangeError";

  constructor(period: number, first: number, last: number) {
    const range = period < first ? `from period ${first} on` : `up to period ${last}`;
    super(`Period ${period} is not paid here: this version pays ${range}.`, {
      hint: "Claim it with the address book of the version that pays it.",
    });
  }
}
