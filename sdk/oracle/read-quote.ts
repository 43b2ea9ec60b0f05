import type { Block, Provider } from "ethers";
import type { Grid } from "../network/grid.ts";
import type { TimedQuote } from "../rules/account-forecast.ts";

/** What the price feed says in the latest block, and that block. */
export async function readQuote(
  { MedianPriceFeed }: Grid,
  provider: Provider,
): Promise<{ quote: TimedQuote; isStale: boolean; blockTag: number }> {
  const block: Block | null = await provider.getBlock("latest");
  if (block === null) throw new Error("The chain has no block yet.");
  const blockTag = block.number;
  const { index, tftPerUsd, averageTftPerUsd, isStale } = await MedianPriceFeed.quote({ blockTag });
  return { quote: { timestamp: BigInt(block.timestamp), index, tftPerUsd, averageTftPerUsd }, isStale, blockTag };
}
