import { formatTft } from "../../../../sdk/token/format-tft.ts";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** TFT with all its seven decimals. */
export function exactTft(units: string | bigint): string {
  return formatTft(BigInt(units));
}

/** TFT for an overview: 12,345.67, or 1.2M from a million on. */
export function shortTft(units: string | bigint): string {
  const tft = Number(units) / 1e7;
  if (Math.abs(tft) >= 1e6) return compact.format(tft);
  return tft.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

export function wholeNumber(value: number): string {
  return whole.format(value);
}

/** USD with 18 decimals, for people: to a millionth. */
export function shortUsd(usd: string | bigint): string {
  return (Number(usd) / 1e18).toLocaleString("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  });
}

/** USD per second with 18 decimals, as USD for 30 days. */
export function usdPerMonth(rate: string | bigint): string {
  return shortUsd(BigInt(rate) * 2_592_000n);
}
