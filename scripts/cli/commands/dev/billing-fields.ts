import type { GridSplit } from "../../../../sdk/rules/grid-split.ts";
import type { BillingInputs } from "./billing-rows.ts";

/** What a bill comes to, by the names that the real grid's vectors have. */
export type BillingFields = Readonly<Record<string, string | bigint | readonly bigint[]>>;

/** How each kind of bill is computed. */
export type BillingRules = {
  readonly [Kind in keyof BillingInputs]: (input: BillingInputs[Kind]) => BillingFields;
};

/** Compute units in millionths, as a decimal number: 750,000 is "0.75". */
export function computeUnitFields(cuMicro: bigint): BillingFields {
  const digits = cuMicro.toString().padStart(7, "0");
  return { cu: `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, "") };
}

export function splitFields({ foundation, staking, providers, sales, burn, undistributed }: GridSplit): BillingFields {
  return {
    foundation_tft_units: foundation,
    staking_tft_units: staking,
    provider_tft_units: providers,
    sales_tft_units: sales,
    burn_tft_units: burn,
    undistributed_tft_units: undistributed,
  };
}

/** The same where the row names one provider instead of a list. */
export function oneProviderSplitFields(split: GridSplit): BillingFields {
  return { ...splitFields(split), provider_tft_units: split.providers.reduce((total, part) => total + part, 0n) };
}
