/** Limits by which reports are judged. All but the count are seconds. */
export interface UptimeRules {
  /** How far the uptime gained between two reports may be from the time between them. */
  readonly graceSeconds: number;
  /** The most uptime that one report proves: the interval of 40 minutes and the grace. The rest of a gap is lost. */
  readonly creditCapSeconds: number;
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
  graceSeconds: 60,
  creditCapSeconds: 2460,
  clockSkewSeconds: 120,
  maxSleepSeconds: 86_400,
  maxBootSeconds: 1800,
  allowedFailedBoots: 1,
  afterPeriodSeconds: 97_200,
};
