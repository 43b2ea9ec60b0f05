/** How the real grid divided a bill up to release 2.8, in TFT units. */
export interface GridSplit {
  readonly foundation: bigint;
  readonly staking: bigint;
  /** Of the solution providers, in their order. */
  readonly providers: readonly bigint[];
  readonly sales: bigint;
  readonly burn: bigint;
  /** Lost to rounding: it stays with the payer. */
  readonly undistributed: bigint;
}

/**
 * Divides a bill as releases up to 2.8 did: 10 % foundation, 5 % staking, 50 % sales less what solution providers take, and
 * 35 % burnt. Source: threefoldtech/tfchain 33046d6 pallet-smart-contract/src/billing.rs.
 *
 * @param takesPercent What each solution provider takes, together at most 50
 */
export function gridSplit(amountTftUnits: bigint, takesPercent: readonly number[]): GridSplit {
  const percent = (share: number) => gridPercentOf(share, amountTftUnits);
  const foundation = percent(10);
  const staking = percent(5);
  const providers = takesPercent.map(percent);
  const sales = percent(50 - sum(takesPercent));
  const burn = percent(50) - foundation - staking;
  const paid = [foundation, staking, ...providers, sales, burn].reduce((total, part) => total + part);
  return { foundation, staking, providers, sales, burn, undistributed: amountTftUnits - paid };
}

/** How the real grid divides a bill since release 2.9, in TFT units. */
export interface GridFarmerSplit {
  readonly farmer: bigint;
  readonly foundation: bigint;
  readonly staking: bigint;
}

/** Divides a bill as releases since 2.9 do: 50 % farmer, 40 % foundation, 10 % staking. Source: threefoldtech/tfchain #996. */
export function gridFarmerSplit(amountTftUnits: bigint): GridFarmerSplit {
  return {
    farmer: gridPercentOf(50, amountTftUnits),
    foundation: gridPercentOf(40, amountTftUnits),
    staking: gridPercentOf(10, amountTftUnits),
  };
}

/**
 * A whole percentage of an amount, the nearest; halves go down.
 *
 * @param percent 0 … 100
 */
export function gridPercentOf(percent: number, amount: bigint): bigint {
  const product = amount * BigInt(percent);
  return product / 100n + (product % 100n > 50n ? 1n : 0n);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
