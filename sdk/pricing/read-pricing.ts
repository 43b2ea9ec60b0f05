import type { GridSource } from "../network/connect-deployment.ts";
import type { Grid } from "../network/grid.ts";
import { mapInParallel } from "../network/map-in-parallel.ts";
import type { PricingVersion } from "../rules/pricing.ts";
import { CERTIFIED_BASE_BPS } from "./pricing-structs.ts";

/** So many versions are read at once. */
const PARALLEL_READS = 6;

/** A pricing version as the rules take it, with who is paid besides the farmer. */
export interface PricingReading extends PricingVersion {
  readonly version: number;
  /** In basis points; with `farmerBps` and `stakersBps` it makes 10^4. */
  readonly foundationBps: number;
  readonly stakersBps: number;
  readonly foundation: string;
  readonly stakers: string;
  /** Unix time in seconds from which on anybody may close what is under it; undefined while it is not retired. */
  readonly closableAt: number | undefined;
}

/** The version that new reservations are under. */
export async function readLatestPricing({ grid }: Pick<GridSource, "grid">): Promise<PricingReading> {
  return readVersion(grid, Number(await grid.Pricing.latest()));
}

/** All pricing versions, in the order in which they were added. */
export async function readPricing({ grid }: Pick<GridSource, "grid">): Promise<PricingReading[]> {
  const versions = Array.from({ length: Number(await grid.Pricing.latest()) }, (_, index) => index + 1);
  return mapInParallel(versions, PARALLEL_READS, (version) => readVersion(grid, version));
}

async function readVersion({ Pricing }: Grid, version: number): Promise<PricingReading> {
  const [prices, split, closableAt] = await Promise.all([
    Pricing.pricesOf(version),
    Pricing.splitOf(version),
    Pricing.closableAt(version),
  ]);
  return {
    version,
    cuUsdPerSecond: prices.cuRate,
    suUsdPerSecond: prices.suRate,
    ipv4UsdPerSecond: prices.ipv4Rate,
    nameUsdPerSecond: prices.nameRate,
    nuUsdPerGb: prices.trafficUsdPerGb,
    dedicatedBps: Number(prices.dedicatedBps),
    certifiedBonusBps: Number(prices.certifiedBps) - CERTIFIED_BASE_BPS,
    farmerBps: Number(split.farmBps),
    foundationBps: Number(split.foundationBps),
    stakersBps: Number(split.stakersBps),
    foundation: split.foundation,
    stakers: split.stakers,
    closableAt: closableAt === 0n ? undefined : Number(closableAt),
  };
}
