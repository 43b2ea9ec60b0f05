import { divide, floatToFixed, multiply, roundHalfUp, toFixed } from "./grid-fixed-point.ts";

const HOURS_PER_MONTH = 24n * 30n;
const SECONDS_PER_HOUR = 3600n;
const CERTIFIED_FACTOR = floatToFixed(1.25);

/** The real grid's discounts by months that the balance covers, from the highest. Source: threefoldtech/tfchain ADR 0008. */
const LEVELS = [
  { level: "Gold", halfMonths: 36n, factor: floatToFixed(0.4) },
  { level: "Silver", halfMonths: 12n, factor: floatToFixed(0.6) },
  { level: "Bronze", halfMonths: 6n, factor: floatToFixed(0.7) },
  { level: "Default", halfMonths: 3n, factor: floatToFixed(0.8) },
] as const;
const NONE = { level: "None", factor: floatToFixed(1) } as const;

export type GridDiscountLevel = (typeof LEVELS)[number]["level"] | typeof NONE.level;

/** A bill of the real grid before discount. */
export interface GridBill {
  /** In TFT units (10^-7 TFT). */
  readonly dueTftUnits: bigint;
  /** Since the last bill, above 0. */
  readonly seconds: number;
  /** The payer's whole balance, in TFT units. */
  readonly balanceTftUnits: bigint;
  /** Whether the node is certified: a quarter more, charged since release 2.9. */
  readonly certified: boolean;
}

/** What the real grid charges for a bill, in TFT units, and the level by which it did. */
export interface GridDiscount {
  readonly level: GridDiscountLevel;
  readonly amountTftUnits: bigint;
}

/**
 * The bill after the discount, which the real grid decides at every bill anew; a balance of exactly 1.5, 3, 6 or 18 months
 * reaches the level. Certification is charged after the discount and does not count for the level.
 *
 * Source: threefoldtech/tfchain 33046d6 pallet-smart-contract/src/cost.rs; certified: pull request 992.
 */
export function gridDiscount(bill: GridBill): GridDiscount {
  const { level, factor } = levelOf(bill);
  const discounted = multiply(toFixed(bill.dueTftUnits), factor);
  const amount = bill.certified ? multiply(discounted, CERTIFIED_FACTOR) : discounted;
  return { level, amountTftUnits: roundHalfUp(amount) };
}

function levelOf({ dueTftUnits, seconds, balanceTftUnits }: GridBill) {
  if (dueTftUnits === 0n) return NONE;
  const hourly = divide(toFixed(dueTftUnits * SECONDS_PER_HOUR), toFixed(BigInt(seconds)));
  const monthly = roundHalfUp(hourly * HOURS_PER_MONTH);
  return LEVELS.find(({ halfMonths }) => 2n * balanceTftUnits >= halfMonths * monthly) ?? NONE;
}
