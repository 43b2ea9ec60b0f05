/** The quotient rounded up: for what is charged. Neither number is negative, and the divisor is above 0. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
