import { GRAINS_PER_UNIT, grainsOf } from "./account.ts";
import type { Accumulators } from "./account.ts";
import type { Rates } from "./rates.ts";
import { split } from "./split.ts";
import type { Shares, Split } from "./split.ts";

/** How far a stream is settled. */
export interface Settled {
  /** Unix time in seconds. */
  readonly to: number;
  /** The accumulators of its account then. */
  readonly charged: Accumulators;
}

/** What accrued to a stream, in units of 10^-7 TFT. */
export interface Owed {
  readonly units: bigint;
  /** How much of it for the plain rate. */
  readonly plainUnits: bigint;
}

/** For how much of its time a node served, as attested. */
export interface Served {
  /** 0 … `lengthSeconds`. */
  readonly servedSeconds: bigint;
  /** Above 0. */
  readonly lengthSeconds: bigint;
}

/** What a settlement credits, in units of 10^-7 TFT; together it is what was owed. */
export interface SettlementShares extends Split {
  /** Back to the payer, for the time not served. */
  readonly refunded: bigint;
}

/** Who gets what neither farms nor providers get, in basis points; together above 0. */
export interface PoolSplit {
  /** Providers' shares come out of it. */
  readonly foundationBps: number;
  readonly stakersBps: number;
}

/** What the pool of a pricing version pays, in units of 10^-7 TFT. */
export interface PoolShares {
  readonly foundation: bigint;
  readonly stakers: bigint;
}

/** What a stream is owed between two states of its account's accumulators, rounded down (docs/accounts.md §7). */
export function owedBetween(rates: Rates, settled: Accumulators, charged: Accumulators): Owed {
  const plain = charged.plain - settled.plain;
  const growth = { discountable: charged.discountable - settled.discountable, plain };
  return {
    units: grainsOf(rates, growth) / GRAINS_PER_UNIT,
    plainUnits: grainsOf(rates, { discountable: 0n, plain }) / GRAINS_PER_UNIT,
  };
}

/**
 * How far a settlement up to a moment takes the accumulators, rounded down: what was charged since the last one counts as even
 * (docs/accounts.md §7).
 *
 * @param now The present moment, later than `settled`, and the accumulators at it
 * @param to Unix time in seconds, from `settled` to now
 */
export function chargedUntil(settled: Settled, now: Settled, to: number): Accumulators {
  if (to === now.to) return now.charged;
  const [part, whole] = [BigInt(to - settled.to), BigInt(now.to - settled.to)];
  const until = (from: bigint, present: bigint) => from + ((present - from) * part) / whole;
  return {
    discountable: until(settled.charged.discountable, now.charged.discountable),
    plain: until(settled.charged.plain, now.charged.plain),
  };
}

/**
 * Who is credited with what a stream is owed. Of the part that was served, rounded down, the plain rate's goes to the farm alone
 * and the rest is split; the payer gets back what remains.
 *
 * @throws {SharesExceedWholeError} When the shares are more than the whole
 */
export function settlementShares(owed: Owed, served: Served, shares: Shares): SettlementShares {
  const units = servedDown(owed.units, served);
  const plainUnits = servedDown(owed.plainUnits, served);
  const shared = split(units - plainUnits, shares);
  return { ...shared, farmer: plainUnits + shared.farmer, refunded: owed.units - units };
}

/**
 * Who is paid with what a pool received. As providers were paid out of the foundation's share, those who stake get theirs of pool
 * and providers together, rounded down, and the foundation gets what remains.
 *
 * @param received Sums over all settlements under the pricing version, in units of 10^-7 TFT; what was forfeited is the pool's
 */
export function poolShares(
  received: Pick<Split, "pool" | "provider">,
  { foundationBps, stakersBps }: PoolSplit,
): PoolShares {
  const stakers = ((received.pool + received.provider) * BigInt(stakersBps)) / BigInt(foundationBps + stakersBps);
  return { foundation: received.pool - stakers, stakers };
}

function servedDown(units: bigint, { servedSeconds, lengthSeconds }: Served): bigint {
  return (units * servedSeconds) / lengthSeconds;
}
