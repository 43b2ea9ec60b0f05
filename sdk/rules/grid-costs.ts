// What the real grid charges, in its own units: USD units are 10^-7 USD, TFT units 10^-7 TFT. To compare with, not to
// bill by. Source: threefoldtech/tfchain 33046d6 pallet-smart-contract/src/cost.rs, with its order of operations.

import type { Capacity } from "./capacity.ts";
import { GIB } from "./cloud-units.ts";
import { divide, multiply, roundHalfUp, toFixed } from "./grid-fixed-point.ts";
import type { Fixed } from "./grid-fixed-point.ts";
import type { GridPrices } from "./pricing.ts";
import type { SharedCapacity } from "./rates.ts";

const SECONDS_PER_HOUR = toFixed(3600n);
/** 30 days. */
const SECONDS_PER_MONTH = toFixed(2_592_000n);
const BYTES_PER_GB = toFixed(10n ** 9n);
const TFT_UNITS_PER_TFT = toFixed(10n ** 7n);
const USD_UNITS_PER_MUSD = 10_000n;

/** Between which the real grid holds the price of TFT, in mUSD. */
export interface GridPriceBounds {
  readonly minMusd: bigint;
  readonly maxMusd: bigint;
}

export const GRID_PRICE_BOUNDS: GridPriceBounds = { minMusd: 10n, maxMusd: 1000n };

/**
 * The billed compute units, as a number of 2^-64 CU.
 *
 * @see {@link billedUnitsUp} for the formula
 */
export function gridComputeUnits(cru: number, mruBytes: bigint): Fixed {
  const cores = toFixed(BigInt(cru));
  const memory = divide(mruBytes, GIB);
  const shapes = [
    greater(memory / 4n, cores / 2n),
    greater(memory / 8n, cores),
    greater(memory / 2n, cores / 4n),
  ] as const;
  return shapes.reduce((least, units) => (units < least ? units : least));
}

/**
 * What capacity and addresses cost, in USD units. A rented node's tenant pays nothing for the capacity of his contracts on
 * it; the rent itself is a percentage ({@link gridPercentOf}) of the whole node's cost.
 */
export function gridNodeCost(
  { capacity, ipv4Count }: SharedCapacity,
  seconds: number,
  prices: Pick<GridPrices, "cuUsdUnits" | "suUsdUnits" | "ipv4UsdUnits">,
): bigint {
  const storage = multiply(overTime(prices.suUsdUnits, seconds), storageUnits(capacity));
  const compute = multiply(overTime(prices.cuUsdUnits, seconds), gridComputeUnits(capacity.cru, capacity.mruBytes));
  const addresses = BigInt(ipv4Count) * overTime(prices.ipv4UsdUnits, seconds);
  return roundHalfUp(storage + compute + addresses);
}

/** What a name costs, in USD units. */
export function gridNameCost(seconds: number, nameUsdUnits: bigint): bigint {
  return roundHalfUp(overTime(nameUsdUnits, seconds));
}

/**
 * What reported traffic costs, in USD units. The price is one per GB, and yet it is multiplied by the hours of the report:
 * the original's slip, kept.
 */
export function gridTrafficCost(nruBytes: bigint, windowSeconds: number, nuUsdUnits: bigint): bigint {
  const gigabytes = divide(toFixed(nruBytes), BYTES_PER_GB);
  return roundHalfUp(multiply(gigabytes, perSecond(nuUsdUnits)) * BigInt(windowSeconds));
}

/** What a farmer's extra fee costs, in USD units. */
export function gridExtraFeeCost(feeMusdPerMonth: bigint, seconds: number): bigint {
  const fee = toFixed(feeMusdPerMonth * USD_UNITS_PER_MUSD * BigInt(seconds));
  return roundHalfUp(divide(fee, SECONDS_PER_MONTH));
}

/** What a service charges for a window of up to an hour, in USD units. */
export function gridServiceCost(baseFeeMusdPerHour: bigint, variableMusd: bigint, windowSeconds: number): bigint {
  const base = toFixed(baseFeeMusdPerHour * USD_UNITS_PER_MUSD * BigInt(windowSeconds));
  return roundHalfUp(divide(base, SECONDS_PER_HOUR) + toFixed(variableMusd * USD_UNITS_PER_MUSD));
}

/** The most that a service may charge for the variable part of a window, in mUSD. */
export function gridServiceLimit(variableFeeMusdPerHour: bigint, windowSeconds: number): bigint {
  return roundHalfUp(
    multiply(divide(toFixed(BigInt(windowSeconds)), SECONDS_PER_HOUR), toFixed(variableFeeMusdPerHour)),
  );
}

/** The price at which is charged, in mUSD per TFT: the average, within bounds. */
export function gridPrice(averageMusd: bigint, { minMusd, maxMusd }: GridPriceBounds = GRID_PRICE_BOUNDS): bigint {
  const raised = averageMusd > minMusd ? averageMusd : minMusd;
  return raised < maxMusd ? raised : maxMusd;
}

/**
 * USD units in TFT units.
 *
 * @param priceMusd mUSD per TFT, above 0
 */
export function gridTftUnits(usdUnits: bigint, priceMusd: bigint): bigint {
  return roundHalfUp(multiply(divide(toFixed(usdUnits), toFixed(priceMusd * USD_UNITS_PER_MUSD)), TFT_UNITS_PER_TFT));
}

function storageUnits({ hruBytes, sruBytes }: Capacity): Fixed {
  return divide(hruBytes, GIB) / 1200n + divide(sruBytes, GIB) / 200n;
}

function overTime(usdUnitsPerHour: bigint, seconds: number): Fixed {
  return perSecond(usdUnitsPerHour) * BigInt(seconds);
}

function perSecond(usdUnitsPerHour: bigint): Fixed {
  return divide(toFixed(usdUnitsPerHour), SECONDS_PER_HOUR);
}

function greater(one: Fixed, other: Fixed): Fixed {
  return one > other ? one : other;
}
