/** When minting periods begin. Period n covers the seconds [start + n · length, start + (n + 1) · length). */
export interface PeriodSchedule {
  /** Unix time at which period 0 begins, in seconds, 0 … 2^40 - 1. */
  readonly startSeconds: number;
  /** Length of every period in seconds, 1 … 2^24 - 1. */
  readonly lengthSeconds: number;
}

/**
 * The real grid's periods. Period 0 began on 2018-03-31 at 12:56:40 UTC; a period is a sixtieth of five years with two
 * leap days, 730.8 hours. Source: threefoldtech/minting_v3 fc7e17d. (The table published for the end of 2025 is a day
 * early: the formula is the rule.)
 */
export const REAL_GRID_SCHEDULE: PeriodSchedule = { startSeconds: 1_522_501_000, lengthSeconds: 2_630_880 };

/**
 * The number of the period in which a moment lies. A period's first second belongs to it, its end to the next one.
 *
 * @param timestamp Unix time in seconds, below 2^53
 * @throws {BeforeFirstPeriodError} When the moment is before period 0
 */
export function periodAt(schedule: PeriodSchedule, timestamp: number): number {
  if (timestamp < schedule.startSeconds) throw new BeforeFirstPeriodError(timestamp, schedule.startSeconds);
  return Math.floor((timestamp - schedule.startSeconds) / schedule.lengthSeconds);
}

/**
 * The first second of a period, as unix time.
 *
 * @param period Number of the period, 0 … 2^24 - 1
 */
export function periodStart(schedule: PeriodSchedule, period: number): number {
  return schedule.startSeconds + period * schedule.lengthSeconds;
}

/**
 * The first second after a period, as unix time: the start of the next one.
 *
 * @param period Number of the period, 0 … 2^24 - 1
 */
export function periodEnd(schedule: PeriodSchedule, period: number): number {
  return periodStart(schedule, period + 1);
}

/** Thrown when a moment before period 0 is asked for. */
export class BeforeFirstPeriodError extends Error {
  override readonly name = "BeforeFirstPeriodError";
  readonly timestamp: number;
  readonly firstPeriodStart: number;

  constructor(timestamp: number, firstPeriodStart: number) {
    super(`No minting period at ${timestamp}: the first one begins at ${firstPeriodStart} (unix seconds).`);
    this.timestamp = timestamp;
    this.firstPeriodStart = firstPeriodStart;
  }
}
