/** By what reports are judged. All numbers but the count are seconds. */
export interface UptimeRules {
  /**
   * What a fault voids: the whole period, or only the interval to which it belongs. A fault is a report that contradicts
   * the last one, a boot that came too late, or a boot without a request.
   */
  readonly faultVoids: "period" | "interval";
  /** How far the uptime gained between two reports may be from the time between them. */
  readonly graceSeconds: number;
  /** The most uptime that one report proves: the interval of 40 minutes and the grace. The rest of a gap is lost. */
  readonly creditCapSeconds: number;
  /** The most uptime that going to sleep proves. */
  readonly downCreditCapSeconds: number;
  /** From this distance on, a boot time that moves without a reboot is clock skew. */
  readonly clockSkewSeconds: number;
  /** The longest sleep that is credited. */
  readonly maxSleepSeconds: number;
  /** The longest time from a wake-up request to the boot. */
  readonly maxBootSeconds: number;
  /** Failed boots in a period that are forgiven. */
  readonly allowedFailedBoots: number;
  /** For how long after the period its node's events are still read. */
  readonly afterPeriodSeconds: number;
}

/** The real grid's limits since June 2024. Source: threefoldtech/minting_v3 fc7e17d. */
export const REAL_GRID_UPTIME_RULES: UptimeRules = {
  faultVoids: "period",
  graceSeconds: 60,
  creditCapSeconds: 2460,
  downCreditCapSeconds: Number.POSITIVE_INFINITY,
  clockSkewSeconds: 120,
  maxSleepSeconds: 86_400,
  maxBootSeconds: 1800,
  allowedFailedBoots: 1,
  afterPeriodSeconds: 97_200,
};

/**
 * The same limits, but a fault costs only its interval: the month of an honest node goes on at its next report. As the
 * period is no longer at stake for whoever invents uptime, no interval earns more than its length, and going to sleep
 * proves no more than a report does.
 */
export const PROPORTIONAL_UPTIME_RULES: UptimeRules = {
  ...REAL_GRID_UPTIME_RULES,
  faultVoids: "interval",
  downCreditCapSeconds: REAL_GRID_UPTIME_RULES.creditCapSeconds,
  allowedFailedBoots: Number.POSITIVE_INFINITY,
};
