import { MICRO } from "../../../../sdk/rules/cloud-units.ts";
import {
  gridComputeUnits,
  gridExtraFeeCost,
  gridNameCost,
  gridNodeCost,
  gridPrice,
  gridServiceCost,
  gridServiceLimit,
  gridTftUnits,
  gridTrafficCost,
} from "../../../../sdk/rules/grid-costs.ts";
import { gridDiscount } from "../../../../sdk/rules/grid-discount.ts";
import { roundHalfUp } from "../../../../sdk/rules/grid-fixed-point.ts";
import { gridFarmerSplit, gridPercentOf, gridSplit } from "../../../../sdk/rules/grid-split.ts";
import { computeUnitFields, oneProviderSplitFields, splitFields } from "./billing-fields.ts";
import type { BillingFields, BillingRules } from "./billing-fields.ts";

/** A balance that has the greatest discount, whatever the bill. */
const GOLD_BALANCE = 2n ** 128n;
const HOUR = 3600;

/** Bills as the real grid computes them. */
export const BILLING_BY_GRID: BillingRules = {
  computeUnits: ({ cru, mruBytes }) => computeUnitFields(roundHalfUp(gridComputeUnits(cru, mruBytes) * MICRO)),

  node: (input) => {
    return bill(gridNodeCost(input.reserved, input.seconds, input) + input.unbilledUsdUnits, input);
  },

  rent: (input) => {
    const whole = { capacity: input.capacity, ipv4Count: 0 };
    const gross = gridNodeCost(whole, input.seconds, { ...input, ipv4UsdUnits: 0n });
    return {
      gross_usd_1e7: gross,
      ...bill(gridPercentOf(input.dedicatedPercent, gross), { ...input, certified: false }),
    };
  },

  name: (input) => bill(gridNameCost(input.seconds, input.nameUsdUnits), { ...input, certified: false }),

  extraFee: ({ extraFeeMusdPerMonth, seconds, priceMusd }) => {
    const cost = gridExtraFeeCost(BigInt(extraFeeMusdPerMonth), seconds);
    return { cost_usd_1e7: cost, cost_tft_units: gridTftUnits(cost, gridPrice(priceMusd)) };
  },

  traffic: ({ nruBytes, windowSeconds, nuUsdUnits }) => {
    return { cost_usd_1e7: gridTrafficCost(nruBytes, windowSeconds, nuUsdUnits) };
  },

  goldTraffic: ({ nruBytes, windowSeconds, nuUsdUnits, priceMusd }) => {
    const cost = gridTrafficCost(nruBytes, windowSeconds, nuUsdUnits);
    return bill(cost, { seconds: HOUR, priceMusd, balanceTftUnits: GOLD_BALANCE, certified: false });
  },

  boundedPrice: ({ costUsdUnits, averageMusd, bounds }) => {
    return { cost_tft_units: gridTftUnits(costUsdUnits, gridPrice(averageMusd, bounds)) };
  },

  discount: (input) => {
    const { amountTftUnits, level } = gridDiscount(input);
    return { amount_tft_units: amountTftUnits, level };
  },

  percentage: ({ percent, value }) => ({ result: gridPercentOf(percent, value) }),

  farmerSplit: ({ amountTftUnits }) => {
    const { farmer, foundation, staking } = gridFarmerSplit(amountTftUnits);
    return {
      farmer_tft_units: farmer,
      foundation_tft_units: foundation,
      staking_tft_units: staking,
      burn_tft_units: 0n,
    };
  },

  split: ({ amountTftUnits, takesPercent }) => splitFields(gridSplit(amountTftUnits, takesPercent)),

  oneProviderSplit: ({ amountTftUnits, takePercent }) => {
    return oneProviderSplitFields(gridSplit(amountTftUnits, [takePercent]));
  },

  service: ({ baseFeeMusdPerHour, variableMusd, windowSeconds, priceMusd }) => {
    const cost = gridServiceCost(baseFeeMusdPerHour, variableMusd, windowSeconds);
    return { cost_usd_1e7: cost, amount_tft_units: gridTftUnits(cost, gridPrice(priceMusd)) };
  },

  serviceLimit: ({ variableFeeMusdPerHour, windowSeconds }) => {
    return { max_variable_amount_musd: gridServiceLimit(variableFeeMusdPerHour, windowSeconds) };
  },
};

interface Payment {
  readonly seconds: number;
  readonly priceMusd: bigint;
  readonly balanceTftUnits: bigint;
  readonly certified: boolean;
}

function bill(costUsdUnits: bigint, { seconds, priceMusd, balanceTftUnits, certified }: Payment): BillingFields {
  const dueTftUnits = gridTftUnits(costUsdUnits, gridPrice(priceMusd));
  const { amountTftUnits, level } = gridDiscount({ dueTftUnits, seconds, balanceTftUnits, certified });
  return {
    cost_usd_1e7: costUsdUnits,
    cost_tft_units_before_discount: dueTftUnits,
    amount_tft_units: amountTftUnits,
    level,
  };
}
