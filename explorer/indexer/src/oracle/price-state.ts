import type { priceFeed } from "../../schema/oracle.ts";
import type { TimedQuote } from "../../../../sdk/rules/account-forecast.ts";
import type { PriceState } from "../../../../sdk/rules/price.ts";
import { quoteAt } from "../../../../sdk/rules/price.ts";

type PriceFeedRow = typeof priceFeed.$inferSelect;

/** The feed's state for sdk/rules; undefined before the first price. */
export function priceStateOf(row: PriceFeedRow): PriceState | undefined {
  const { index, tftPerUsd, averageTftPerUsd, updatedAt } = row;
  if (index === null || tftPerUsd === null || averageTftPerUsd === null || updatedAt === null) return undefined;
  return { index, tftPerUsd, averageTftPerUsd, updatedAt };
}

/**
 * What the feed says at a moment, as long as no other price comes.
 *
 * @param at Unix time in seconds, not before its latest price
 */
export function quoteOf(row: PriceFeedRow | null | undefined, at: number): TimedQuote {
  const state = row === null || row === undefined ? undefined : priceStateOf(row);
  if (state === undefined) throw new Error("No money moves before the first price.");
  return { timestamp: BigInt(at), ...quoteAt(state, at) };
}
