import { divideUp } from "./divide-up.ts";

/** USD has 18 decimals; the real grid counts in USD units of 10^-7 USD. */
const USD_PER_USD_UNIT = 10n ** 11n;
const SECONDS_PER_HOUR = 3600n;

/** Prices as the real grid states them: in USD units (10^-7 USD) per hour, traffic per GB. */
export interface GridPrices {
  readonly cuUsdUnits: bigint;
  readonly suUsdUnits: bigint;
  /** Of 10^9 bytes. */
  readonly nuUsdUnits: bigint;
  /** Of one public IPv4 address. */
  readonly ipv4UsdUnits: bigint;
  /** Of one unique name. */
  readonly nameUsdUnits: bigint;
}

/** What things cost, in USD with 18 decimals. */
export interface Prices {
  readonly cuUsdPerSecond: bigint;
  readonly suUsdPerSecond: bigint;
  /** Of one public IPv4 address. */
  readonly ipv4UsdPerSecond: bigint;
  /** Of one unique name. */
  readonly nameUsdPerSecond: bigint;
  /** Of 10^9 bytes of public traffic. */
  readonly nuUsdPerGb: bigint;
}

/** One immutable version of prices and split. A reservation keeps the version with which it was made. */
export interface PricingVersion extends Prices {
  /** What a whole node costs of its list price, in basis points, 0 … 10^4. */
  readonly dedicatedBps: number;
  /** What a certified node costs on top, in basis points (2500 is +25 %), 0 … 10^4. */
  readonly certifiedBonusBps: number;
  /** The farmer's share of what is charged, in basis points, 0 … 10^4. */
  readonly farmerBps: number;
}

/**
 * The prices with which the real grid's chain began: 10, 5, 4 and 0.25 mUSD per hour, and 1.5 mUSD per GB. Source:
 * threefoldtech/tfchain 33046d6 chain_spec.rs.
 */
export const GENESIS_PRICES: GridPrices = {
  cuUsdUnits: 100_000n,
  suUsdUnits: 50_000n,
  nuUsdUnits: 15_000n,
  ipv4UsdUnits: 40_000n,
  nameUsdUnits: 2_500n,
};

/** Those prices, a whole node at half price, certified nodes a quarter more, half of it for the farmer. */
export const GENESIS_PRICING: PricingVersion = {
  ...pricesUp(GENESIS_PRICES),
  dedicatedBps: 5000,
  certifiedBonusBps: 2500,
  farmerBps: 5000,
};

/** The real grid's prices in this project's units. The one place that converts them. */
export function pricesUp(prices: GridPrices): Prices {
  return {
    cuUsdPerSecond: usdPerSecondUp(prices.cuUsdUnits),
    suUsdPerSecond: usdPerSecondUp(prices.suUsdUnits),
    ipv4UsdPerSecond: usdPerSecondUp(prices.ipv4UsdUnits),
    nameUsdPerSecond: usdPerSecondUp(prices.nameUsdUnits),
    nuUsdPerGb: usdOf(prices.nuUsdUnits),
  };
}

/**
 * A rate in USD with 18 decimals per second. Rounded up by less than 10^-18 USD per second, 3 · 10^-11 USD in a year.
 *
 * @param usdUnitsPerHour In 10^-7 USD per hour
 */
export function usdPerSecondUp(usdUnitsPerHour: bigint): bigint {
  return divideUp(usdOf(usdUnitsPerHour), SECONDS_PER_HOUR);
}

/** USD units (10^-7 USD) as USD with 18 decimals. */
export function usdOf(usdUnits: bigint): bigint {
  return usdUnits * USD_PER_USD_UNIT;
}
