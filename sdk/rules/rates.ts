import { billedUnitsUp } from "./billed-units.ts";
import type { Capacity } from "./capacity.ts";
import { MICRO } from "./cloud-units.ts";
import { divideUp } from "./divide-up.ts";
import type { PriceQuote } from "./price.ts";
import type { PricingVersion } from "./pricing.ts";

const BPS = 10_000n;
const BYTES_PER_GB = 10n ** 9n;
/** USD has 18 decimals. */
const USD_PER_MUSD = 10n ** 15n;
/** USD with 18 decimals times TFT per USD with 12, in a unit of 10^-7 TFT. */
const USD_TFT_PER_UNIT = 10n ** 23n;
/** 30 days. */
const SECONDS_PER_MONTH = 2_592_000n;

/**
 * What a reservation costs per second before any discount, in USD with 18 decimals. Both are fixed when it is made.
 *
 * They are rounded up, at every step by less than 10^-18 USD per second, so that nothing is free. From then on charges are
 * exact: the rate is what was agreed.
 */
export interface Rates {
  /** What the discount ladder applies to. */
  readonly discountableUsdPerSecond: bigint;
  /** What gets no discount: a farmer's extra fee. */
  readonly plainUsdPerSecond: bigint;
}

/** Shared capacity, with public addresses. Its capacity is {@link NO_CAPACITY} where the tenant rents the whole node. */
export interface SharedCapacity {
  readonly capacity: Capacity;
  /** Public IPv4 addresses, 0 … 512. */
  readonly ipv4Count: number;
}

/** A whole node. */
export interface DedicatedNode {
  /** All that the node has. */
  readonly capacity: Capacity;
  /** What its farmer asks on top, in mUSD per month of 30 days, 0 … 2^32 - 1. */
  readonly extraFeeMusdPerMonth: number;
}

/** The rates of shared capacity: its cloud units and addresses at list price. */
export function sharedRatesUp({ capacity, ipv4Count }: SharedCapacity, pricing: PricingVersion): Rates {
  const addresses = BigInt(ipv4Count) * pricing.ipv4UsdPerSecond;
  return discountable(capacityRateUp(capacity, pricing) + addresses);
}

/**
 * The rates of a whole node: a part of its list price, and the farmer's extra fee undiminished. Its addresses are reserved
 * as shared capacity. Source: threefoldtech/tfchain 33046d6 pallet-smart-contract/src/cost.rs.
 */
export function dedicatedRatesUp({ capacity, extraFeeMusdPerMonth }: DedicatedNode, pricing: PricingVersion): Rates {
  return {
    discountableUsdPerSecond: divideUp(capacityRateUp(capacity, pricing) * BigInt(pricing.dedicatedBps), BPS),
    plainUsdPerSecond: divideUp(BigInt(extraFeeMusdPerMonth) * USD_PER_MUSD, SECONDS_PER_MONTH),
  };
}

/** The rates of a unique name. */
export function nameRates(pricing: PricingVersion): Rates {
  return discountable(pricing.nameUsdPerSecond);
}

/**
 * The same on a certified node: the bonus on all but the farmer's extra fee, which is his own to set. Source:
 * threefoldtech/tfchain pull request 992.
 */
export function certifiedRatesUp(rates: Rates, { certifiedBonusBps }: PricingVersion): Rates {
  const discountableUsdPerSecond = divideUp(rates.discountableUsdPerSecond * (BPS + BigInt(certifiedBonusBps)), BPS);
  return { ...rates, discountableUsdPerSecond };
}

/**
 * What traffic costs, once, in USD with 18 decimals.
 *
 * @param nruBytes Public traffic in bytes, in and out
 */
export function trafficCostUp(nruBytes: bigint, { nuUsdPerGb }: PricingVersion): bigint {
  return divideUp(nruBytes * nuUsdPerGb, BYTES_PER_GB);
}

/**
 * What traffic is charged at a price, in units of 10^-7 TFT. Rounded down: who sends vouchers chooses how many.
 *
 * @param nruBytes Public traffic in bytes, in and out
 */
export function trafficUnitsDown(
  nruBytes: bigint,
  { nuUsdPerGb }: PricingVersion,
  { tftPerUsd }: Pick<PriceQuote, "tftPerUsd">,
): bigint {
  return (nruBytes * nuUsdPerGb * tftPerUsd) / (BYTES_PER_GB * USD_TFT_PER_UNIT);
}

function capacityRateUp(capacity: Capacity, { cuUsdPerSecond, suUsdPerSecond }: PricingVersion): bigint {
  const { cuMicro, suMicro } = billedUnitsUp(capacity);
  return divideUp(cuMicro * cuUsdPerSecond + suMicro * suUsdPerSecond, MICRO);
}

function discountable(discountableUsdPerSecond: bigint): Rates {
  return { discountableUsdPerSecond, plainUsdPerSecond: 0n };
}
