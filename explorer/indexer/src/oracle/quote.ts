import type { Context } from "ponder:registry";
import { priceFeed } from "ponder:schema";
import type { Hex } from "viem";
import { readSettings } from "../../settings.ts";
import type { PriceQuote, PriceState } from "../../../../sdk/rules/price.ts";
import { quoteAt } from "../../../../sdk/rules/price.ts";

const feed = readSettings(process.env).book.contracts.MedianPriceFeed as Hex;

/** What the feed says in a block, after the prices that came before in it. */
export async function quoteIn(db: Context["db"], block: { readonly timestamp: bigint }): Promise<PriceQuote> {
  const row = await db.find(priceFeed, { feed });
  const state = row === null ? undefined : priceStateOf(row);
  if (state === undefined) throw new Error("No money moves before the first price.");
  return quoteAt(state, Number(block.timestamp));
}

/** The feed's state for sdk/rules; undefined before the first price. */
export function priceStateOf(row: typeof priceFeed.$inferSelect): PriceState | undefined {
  const { index, tftPerUsd, averageTftPerUsd, updatedAt } = row;
  if (index === null || tftPerUsd === null || averageTftPerUsd === null || updatedAt === null) return undefined;
  return { index, tftPerUsd, averageTftPerUsd, updatedAt };
}
