import { parseEther } from "ethers";
import type { PriceLimits } from "../../sdk/rules/price.ts";

export const DAY = 86_400;
export const HOUR = 3600;
export const MINUTE = 60;

/** 0.001 to 1 USD, a tenth from the average, every ten minutes, stale after a day. */
export const LIMITS: PriceLimits = {
  lowestUsdPerTft: usd("0.001"),
  highestUsdPerTft: usd("1"),
  maxMoveBps: 1_000,
  minIntervalSeconds: 10 * MINUTE,
  maxAgeSeconds: DAY,
};

/** A price in USD per TFT as contracts take it: 18 decimals. */
export function usd(text: string): bigint {
  return parseEther(text);
}

export function toLimitsStruct(limits: PriceLimits) {
  return {
    lowest: limits.lowestUsdPerTft,
    highest: limits.highestUsdPerTft,
    maxMoveBps: limits.maxMoveBps,
    minInterval: limits.minIntervalSeconds,
    maxAge: limits.maxAgeSeconds,
  };
}
