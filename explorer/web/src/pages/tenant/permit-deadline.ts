import type { TimedQuote } from "../../../../../sdk/rules/account-forecast.ts";

/** A permit can be used for so many seconds. */
const PERMIT_LIFETIME = 3_600;

/**
 * Until when a permit that is signed now can be used, as unix time in seconds. The last block of a quiet chain may be hours
 * old, and the next one will have the time of then.
 */
export function permitDeadline({ timestamp }: TimedQuote): number {
  return Math.max(Number(timestamp), Math.floor(Date.now() / 1000)) + PERMIT_LIFETIME;
}
