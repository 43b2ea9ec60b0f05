import type { Context } from "ponder:registry";
import { priceFeed } from "ponder:schema";
import type { Hex } from "viem";
import { readSettings } from "../../settings.ts";
import type { TimedQuote } from "../../../../sdk/rules/account-forecast.ts";
import { quoteOf } from "./price-state.ts";

const feed = readSettings(process.env).book.contracts.MedianPriceFeed as Hex;

/** What the feed says in a block, after the prices that came before in it. */
export async function quoteIn(db: Context["db"], block: { readonly timestamp: bigint }): Promise<TimedQuote> {
  return quoteOf(await db.find(priceFeed, { feed }), Number(block.timestamp));
}
