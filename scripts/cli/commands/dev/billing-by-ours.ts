import { billedUnitsUp } from "../../../../sdk/rules/billed-units.ts";
import { NO_CAPACITY } from "../../../../sdk/rules/capacity.ts";
import { discountBpsOf } from "../../../../sdk/rules/discount-ladder.ts";
import { gridPrice } from "../../../../sdk/rules/grid-costs.ts";
import type { GridDiscountLevel } from "../../../../sdk/rules/grid-discount.ts";
import { GENESIS_PRICES, GENESIS_PRICING, pricesUp, usdOf, usdPerSecondUp } from "../../../../sdk/rules/pricing.ts";
import type { GridPrices, PricingVersion } from "../../../../sdk/rules/pricing.ts";
import {
  certifiedRatesUp,
  dedicatedRatesUp,
  nameRates,
  sharedRatesUp,
  trafficCostUp,
} from "../../../../sdk/rules/rates.ts";
import type { Rates } from "../../../../sdk/rules/rates.ts";
import { shareDown } from "../../../../sdk/rules/split.ts";
import { computeUnitFields, oneProviderSplitFields, splitFields } from "./billing-fields.ts";
import type { BillingFields, BillingRules } from "./billing-fields.ts";

const BPS = 10_000n;
const SECONDS_PER_HOUR = 3600n;
const TFT_UNITS_PER_TFT = 10n ** 7n;
/** USD has 18 decimals. */
const USD_PER_MUSD = 10n ** 15n;
const USD_PER_USD_UNIT = usdOf(1n);

/** How the vectors call the steps of the ladder. */
const LEVELS: Readonly<Record<number, GridDiscountLevel>> = {
  2000: "Default",
  3000: "Bronze",
  4000: "Silver",
  6000: "Gold",
};
const GOLD_BPS = 6000;

/**
 * The same bills by this project's rules: the row's prices as rates, times its seconds, at its price of TFT. The row's
 * balance is taken for what stands above the reserve. Charges are exact, so they are told to the nearest unit; shares are
 * rounded down, as they are paid.
 */
export const BILLING_BY_OURS: BillingRules = {
  computeUnits: (capacity) => computeUnitFields(billedUnitsUp(capacity).cuMicro),

  node: (input) => {
    const pricing = pricingOf(input);
    const list = sharedRatesUp(input.reserved, pricing);
    const charged = input.certified ? certifiedRatesUp(list, pricing) : list;
    return bill({ list, charged, onceUsd: usdOf(input.unbilledUsdUnits) }, input);
  },

  rent: (input) => {
    const pricing = { ...pricingOf(input), dedicatedBps: input.dedicatedPercent * 100 };
    const whole = sharedRatesUp({ capacity: input.capacity, ipv4Count: 0 }, pricing);
    const rates = dedicatedRatesUp({ capacity: input.capacity, extraFeeMusdPerMonth: 0 }, pricing);
    const grossUsd = whole.discountableUsdPerSecond * BigInt(input.seconds);
    return { gross_usd_1e7: usdUnits(grossUsd), ...bill({ list: rates, charged: rates, onceUsd: 0n }, input) };
  },

  name: (input) => {
    const rates = nameRates(pricingOf(input));
    return bill({ list: rates, charged: rates, onceUsd: 0n }, input);
  },

  extraFee: ({ extraFeeMusdPerMonth, seconds, priceMusd }) => {
    const { plainUsdPerSecond } = dedicatedRatesUp({ capacity: NO_CAPACITY, extraFeeMusdPerMonth }, GENESIS_PRICING);
    const usd = plainUsdPerSecond * BigInt(seconds);
    return { cost_usd_1e7: usdUnits(usd), cost_tft_units: tftUnits(usd, priceMusd) };
  },

  traffic: (input) => ({ cost_usd_1e7: usdUnits(trafficCostUp(input.nruBytes, pricingOf(input))) }),

  goldTraffic: (input) => {
    const usd = trafficCostUp(input.nruBytes, pricingOf(input));
    return {
      cost_usd_1e7: usdUnits(usd),
      cost_tft_units_before_discount: tftUnits(usd, input.priceMusd),
      amount_tft_units: discountedTftUnits(usd, input.priceMusd, GOLD_BPS),
      level: levelOf(GOLD_BPS),
    };
  },

  boundedPrice: ({ costUsdUnits, averageMusd, bounds }) => {
    return { cost_tft_units: tftUnits(usdOf(costUsdUnits), gridPrice(averageMusd, bounds)) };
  },

  // What is due in so many seconds is a rate, if balance and time are scaled alike; more decimals keep it exact.
  discount: ({ dueTftUnits, seconds, balanceTftUnits, certified }) => {
    const list: Rates = { discountableUsdPerSecond: dueTftUnits * BPS, plainUsdPerSecond: 0n };
    const charged = certified ? certifiedRatesUp(list, GENESIS_PRICING) : list;
    const rate = charged.discountableUsdPerSecond;
    const bps = discountBpsOf(balanceTftUnits * BPS * BigInt(seconds), rate);
    return { amount_tft_units: nearest(rate * (BPS - BigInt(bps)), BPS * BPS), level: levelOf(bps) };
  },

  percentage: ({ percent, value }) => ({ result: shareDown(value, percent * 100) }),

  farmerSplit: ({ amountTftUnits }) => {
    const farmer = shareDown(amountTftUnits, 5000);
    const staking = shareDown(amountTftUnits, 1000);
    return {
      farmer_tft_units: farmer,
      foundation_tft_units: amountTftUnits - farmer - staking,
      staking_tft_units: staking,
      burn_tft_units: 0n,
    };
  },

  split: ({ amountTftUnits, takesPercent }) => splitFields(splitByShares(amountTftUnits, takesPercent)),

  oneProviderSplit: ({ amountTftUnits, takePercent }) => {
    return oneProviderSplitFields(splitByShares(amountTftUnits, [takePercent]));
  },

  service: ({ baseFeeMusdPerHour, variableMusd, windowSeconds, priceMusd }) => {
    const rate = usdPerSecondUp(usdUnits(baseFeeMusdPerHour * USD_PER_MUSD));
    const usd = rate * BigInt(windowSeconds) + variableMusd * USD_PER_MUSD;
    return { cost_usd_1e7: usdUnits(usd), amount_tft_units: tftUnits(usd, priceMusd) };
  },

  serviceLimit: ({ variableFeeMusdPerHour, windowSeconds }) => {
    return { max_variable_amount_musd: (variableFeeMusdPerHour * BigInt(windowSeconds)) / SECONDS_PER_HOUR };
  },
};

interface Charge {
  readonly list: Rates;
  /** With what a certified node costs on top. */
  readonly charged: Rates;
  /** Traffic, in USD with 18 decimals. */
  readonly onceUsd: bigint;
}

interface Payment {
  readonly seconds: number;
  readonly priceMusd: bigint;
  readonly balanceTftUnits: bigint;
}

function bill({ list, charged, onceUsd }: Charge, { seconds, priceMusd, balanceTftUnits }: Payment): BillingFields {
  const usd = (rates: Rates) => rates.discountableUsdPerSecond * BigInt(seconds) + onceUsd;
  // Both sides in USD of 25 decimals.
  const balance = balanceTftUnits * priceMusd * USD_PER_MUSD;
  const discountBps = discountBpsOf(balance, charged.discountableUsdPerSecond * TFT_UNITS_PER_TFT);
  return {
    cost_usd_1e7: usdUnits(usd(list)),
    cost_tft_units_before_discount: tftUnits(usd(list), priceMusd),
    amount_tft_units: discountedTftUnits(usd(charged), priceMusd, discountBps),
    level: levelOf(discountBps),
  };
}

/** The row's prices. Those that it does not state are not asked for. */
function pricingOf(prices: Partial<GridPrices>): PricingVersion {
  return { ...GENESIS_PRICING, ...pricesUp({ ...GENESIS_PRICES, ...prices }) };
}

/** The older split's shares, divided as ours: rounded down, and the last one gets the rest. */
function splitByShares(amount: bigint, takesPercent: readonly number[]) {
  const share = (percent: number) => shareDown(amount, percent * 100);
  const providers = takesPercent.map(share);
  const [foundation, staking] = [share(10), share(5)];
  const sales = share(takesPercent.reduce((left, take) => left - take, 50));
  const burn = providers.reduce((left, part) => left - part, amount - foundation - staking - sales);
  return { foundation, staking, providers, sales, burn, undistributed: 0n };
}

function levelOf(discountBps: number): GridDiscountLevel {
  return LEVELS[discountBps] ?? "None";
}

function usdUnits(usd: bigint): bigint {
  return nearest(usd, USD_PER_USD_UNIT);
}

function tftUnits(usd: bigint, priceMusd: bigint): bigint {
  return discountedTftUnits(usd, priceMusd, 0);
}

function discountedTftUnits(usd: bigint, priceMusd: bigint, discountBps: number): bigint {
  return nearest(usd * TFT_UNITS_PER_TFT * (BPS - BigInt(discountBps)), priceMusd * USD_PER_MUSD * BPS);
}

function nearest(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}
