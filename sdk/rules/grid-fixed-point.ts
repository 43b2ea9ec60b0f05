// The 64.64 numbers in which the real grid computes: whole numbers of 2^-64. The original stops at 2^64; here nothing
// overflows.

const ONE = 2n ** 64n;

/** A number of 2^-64. */
export type Fixed = bigint;

/** A whole number. */
export function toFixed(whole: bigint): Fixed {
  return whole * ONE;
}

/** Exactly the number that a 64-bit float holds: 0.7 is a little less than 7/10, and its products are too. */
export function floatToFixed(float: number): Fixed {
  return BigInt(float * Number(ONE));
}

/** Cut off at 2^-64. */
export function multiply(one: Fixed, other: Fixed): Fixed {
  return (one * other) / ONE;
}

/** Cut off at 2^-64; of two whole numbers as well. */
export function divide(dividend: Fixed, divisor: Fixed): Fixed {
  return (dividend * ONE) / divisor;
}

/** The nearest whole number; halves go up. */
export function roundHalfUp(number: Fixed): bigint {
  return (number + ONE / 2n) / ONE;
}
