import type { PricesStruct } from "../../typechain-types/contracts/reservation/Pricing.ts";
import type { PricingSettings } from "../deployment/settings.ts";
import { divideUp } from "../rules/divide-up.ts";

const SECONDS_PER_HOUR = 3600n;

/** On chain, what a certified node costs counts from nothing; people say what it costs on top. */
export const CERTIFIED_BASE_BPS = 10_000;

/** A pricing version as parameter files and commands write it, in the form that the contract takes. */
export function toPricingStructs({ prices, split }: PricingSettings): {
  prices: PricesStruct;
  split: PricingSettings["split"];
} {
  return {
    prices: {
      cuRate: perSecondUp(prices.cuUsdPerHour),
      suRate: perSecondUp(prices.suUsdPerHour),
      ipv4Rate: perSecondUp(prices.ipv4UsdPerHour),
      nameRate: perSecondUp(prices.nameUsdPerHour),
      trafficUsdPerGb: prices.trafficUsdPerGb,
      dedicatedBps: prices.dedicatedBps,
      certifiedBps: CERTIFIED_BASE_BPS + prices.certifiedBonusBps,
    },
    split,
  };
}

/** In USD with 18 decimals per second, as the rules round it: up by less than 10^-18 USD. */
function perSecondUp(usdPerHour: bigint): bigint {
  return divideUp(usdPerHour, SECONDS_PER_HOUR);
}
