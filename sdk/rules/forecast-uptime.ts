import { provableSeconds } from "./uptime-meter.ts";
import type { UptimeMeter } from "./uptime-meter.ts";

/** What a node can still reach in a running period, if it is up from now on and says so in time. */
export interface UptimeForecast {
  readonly reachableSeconds: number;
  /** In thousandths of the period, rounded down and at most 1000, as rewards compare it. */
  readonly reachablePermille: number;
  /** How long the node may still be down and reach the threshold; "undefined" when it is out of reach. */
  readonly affordableSeconds: number | undefined;
}

/**
 * @param now Unix time in seconds
 * @param thresholdPermille The uptime that is needed, in thousandths of the period
 */
export function forecastUptime(meter: UptimeMeter, now: number, thresholdPermille: number): UptimeForecast {
  const lengthSeconds = meter.end - meter.start;
  const reachableSeconds = provableSeconds(meter, now);
  const neededSeconds = Math.ceil((thresholdPermille * lengthSeconds) / 1000);
  return {
    reachableSeconds,
    reachablePermille: Math.min(Math.floor((reachableSeconds * 1000) / lengthSeconds), 1000),
    affordableSeconds: reachableSeconds < neededSeconds ? undefined : reachableSeconds - neededSeconds,
  };
}
