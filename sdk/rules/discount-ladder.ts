const SECONDS_PER_DAY = 86_400;

/** A step of the ladder: the discount while the balance covers more than so many days. */
export interface DiscountStep {
  readonly moreThanDays: number;
  /** In basis points of the discountable rate. */
  readonly discountBps: number;
}

/** From the lowest step to the highest: 1.5, 3, 6 and 18 months of 30 days. Source: threefoldtech/tfchain ADR 0008. */
export const DISCOUNT_LADDER: readonly DiscountStep[] = [
  { moreThanDays: 45, discountBps: 2000 },
  { moreThanDays: 90, discountBps: 3000 },
  { moreThanDays: 180, discountBps: 4000 },
  { moreThanDays: 540, discountBps: 6000 },
];

/**
 * The discount in basis points, 0 below the first step. A balance that covers exactly as many days as a step says is not
 * yet on it: one that falls leaves the step at that moment.
 *
 * @param balance What stands above the reserve, in any money
 * @param ratePerSecond What is charged per second without discount, in the same money
 * @example Whoever pays 1 USD per day has 30 % off with 90.01 USD and 20 % off with 90 USD.
 */
export function discountBpsOf(balance: bigint, ratePerSecond: bigint): number {
  const step = DISCOUNT_LADDER.findLast(
    ({ moreThanDays }) => balance > ratePerSecond * BigInt(moreThanDays * SECONDS_PER_DAY),
  );
  return step?.discountBps ?? 0;
}
