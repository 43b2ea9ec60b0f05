import { formatFixed } from "../format-number.ts";

const UNITS_PER_TFT = 10_000_000n;

/** TFT units (10^-7 TFT) as exact TFT with all seven decimals: 145054875 is "14.5054875". */
export function formatTft(units: bigint): string {
  return formatFixed(units, UNITS_PER_TFT);
}
