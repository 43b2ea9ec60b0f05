import { formatTime } from "../../../../sdk/network/format-time.ts";
import { formatUsd, formatUsdShort } from "../../../../sdk/oracle/format-usd.ts";
import type { AccountForecast, AccountForecasts, TimedQuote } from "../../../../sdk/rules/account-forecast.ts";
import { BALANCE_PER_UNIT } from "../../../../sdk/rules/account.ts";
import { usdPerTftOf } from "../../../../sdk/rules/price.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import { table } from "../../table.ts";

/** A month is 30 days, in seconds. */
export const MONTH = 2_592_000n;

/** Of a USD with 18 decimals. */
const MILLIONTH = 10n ** 12n;

/** A balance in 10^-16 TFT as TFT, rounded down to what can be paid out. */
export function balanceTft(balance: bigint): string {
  return formatTft(balance / BALANCE_PER_UNIT);
}

/** The same without separators, for programs. */
export function plainBalance(balance: bigint): string {
  return balanceTft(balance).replaceAll(",", "");
}

/** USD with 18 decimals, to the nearest millionth: what is agreed per hour or month is kept per second. */
export function usdText(usd: bigint): string {
  return formatUsd(((usd + MILLIONTH / 2n) / MILLIONTH) * MILLIONTH);
}

/** A limit in USD for 30 days as USD per second with 18 decimals, rounded down. */
export function limitPerSecond(usdPerMonth: bigint): bigint {
  return usdPerMonth / MONTH;
}

/** A moment in UTC, or that it never comes. */
export function timeText(seconds: bigint | undefined): string {
  return seconds === undefined ? "never" : formatTime(seconds);
}

/** When things happen at three prices of TFT. */
export function forecastTable(forecasts: AccountForecasts, { tftPerUsd }: TimedQuote): string {
  const present = usdPerTftOf(tftPerUsd);
  const row = (usdPerTft: bigint, { discountFallsAt, pausesAt, exhaustsAt }: AccountForecast) => [
    `${formatUsdShort(usdPerTft)} USD`,
    timeText(discountFallsAt),
    timeText(pausesAt),
    timeText(exhaustsAt),
  ];
  return table(
    ["if TFT costs", "discount falls", "pauses", "exhausted"],
    [
      row(present, forecasts.atPresentPrice),
      row((present * 8n) / 10n, forecasts.at20PercentLess),
      row(present / 2n, forecasts.atHalfPrice),
    ],
  );
}
