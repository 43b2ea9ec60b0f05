import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { PricingReading } from "../../../../sdk/pricing/read-pricing.ts";
import { readPricing } from "../../../../sdk/pricing/read-pricing.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";
import { usdText } from "../account/words.ts";

const HEAD = [
  "version",
  "USD per CU hour",
  "per SU hour",
  "per IPv4 hour",
  "per name hour",
  "per GB",
  "whole node",
  "certified",
  "farm, foundation, stakers",
  "state",
];

/** Lists pricing versions. */
export async function run(context: GridContext): Promise<Answer> {
  const versions = await readPricing(context);
  return { document: versions, text: table(HEAD, versions.map(versionRow)) };
}

function versionRow(pricing: PricingReading, index: number, { length }: readonly PricingReading[]): string[] {
  const { farmerBps, foundationBps, stakersBps } = pricing;
  return [
    `${pricing.version}`,
    perHour(pricing.cuUsdPerSecond),
    perHour(pricing.suUsdPerSecond),
    perHour(pricing.ipv4UsdPerSecond),
    perHour(pricing.nameUsdPerSecond),
    usdText(pricing.nuUsdPerGb),
    `${pricing.dedicatedBps / 100} %`,
    `+${pricing.certifiedBonusBps / 100} %`,
    `${[farmerBps, foundationBps, stakersBps].map((bps) => bps / 100).join(", ")} %`,
    stateOf(pricing, index === length - 1),
  ];
}

function perHour(usdPerSecond: bigint): string {
  return usdText(usdPerSecond * 3600n);
}

function stateOf({ closableAt }: PricingReading, isLatest: boolean): string {
  if (isLatest) return "for new reservations";
  return closableAt === undefined ? "for what is open" : `retired, may be closed from ${formatTime(closableAt)} on`;
}
