const BPS = 10_000n;

/** Who gets which part of what is charged, in basis points; the rest belongs to the protocol pool. */
export interface Shares {
  /** 0 … 10^4. */
  readonly farmerBps: number;
  /** The solution provider's, 0 … 10^4 - `farmerBps`; 0 without one. */
  readonly providerBps: number;
}

/** An amount divided among those who are paid, in its own unit. The three add up to it. */
export interface Split {
  readonly farmer: bigint;
  readonly provider: bigint;
  readonly pool: bigint;
}

/**
 * Divides an amount. Shares are rounded down; what that leaves goes to the pool, so that nothing is lost or paid twice.
 *
 * @throws {SharesExceedWholeError} When the shares are more than the whole
 */
export function split(amount: bigint, { farmerBps, providerBps }: Shares): Split {
  if (farmerBps + providerBps > BPS) throw new SharesExceedWholeError(farmerBps, providerBps);
  const farmer = shareDown(amount, farmerBps);
  const provider = shareDown(amount, providerBps);
  return { farmer, provider, pool: amount - farmer - provider };
}

/** A share of an amount, in basis points, rounded down. */
export function shareDown(amount: bigint, bps: number): bigint {
  return (amount * BigInt(bps)) / BPS;
}

/** Thrown for shares that are more than the whole. */
export class SharesExceedWholeError extends Error {
  override readonly name = "SharesExceedWholeError";
  readonly farmerBps: number;
  readonly providerBps: number;

  constructor(farmerBps: number, providerBps: number) {
    super(`${farmerBps} for the farmer and ${providerBps} for the provider are more than ${BPS} basis points`);
    this.farmerBps = farmerBps;
    this.providerBps = providerBps;
  }
}
