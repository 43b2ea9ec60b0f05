import { formatDuration, formatTime } from "../../../../sdk/network/format-time.ts";
import { formatUsd, formatUsdShort } from "../../../../sdk/oracle/format-usd.ts";
import type { PriceReading, PriceReport } from "../../../../sdk/oracle/read-price.ts";
import { readPrice } from "../../../../sdk/oracle/read-price.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { fields, table } from "../../table.ts";

/** Shows the price of TFT and where it comes from. */
export async function run(context: GridContext): Promise<Answer> {
  const price = await readPrice(context);
  return {
    document: price,
    text: [fields(describe(price)), table(["reporter", "USD per TFT", "reported"], price.reports.map(reportRow))].join(
      "\n",
    ),
  };
}

function describe(price: PriceReading): Record<string, string> {
  const { medianUsdPerTft, threshold, reports } = price;
  const fresh = reports.filter(({ isFresh }) => isFresh).length;
  return {
    "USD per TFT": formatUsdShort(price.usdPerTft),
    "day's average": formatUsdShort(price.averageUsdPerTft),
    age: `${formatDuration(price.ageSeconds)}, since ${formatTime(price.updatedAt)}${price.isStale ? "; STALE" : ""}`,
    "median of reports": medianUsdPerTft === undefined ? "none" : formatUsd(medianUsdPerTft),
    "fresh reports": `${fresh} of ${reports.length}; ${threshold} are needed`,
  };
}

function reportRow({ member, usdPerTft, reportedAt, isFresh }: PriceReport): string[] {
  if (usdPerTft === undefined || reportedAt === undefined) return [member, "none", ""];
  return [member, formatUsd(usdPerTft), `${formatTime(reportedAt)}${isFresh ? "" : ", no longer counts"}`];
}
