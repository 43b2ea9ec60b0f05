import type { Provider } from "ethers";

/** The first block of at least that time in unix seconds, found by halving; the latest one when none is. */
export async function firstBlockAt(provider: Provider, unixSeconds: number, fromBlock: number): Promise<number> {
  let [low, high] = [fromBlock, await provider.getBlockNumber()];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const block = await provider.getBlock(middle);
    if (block !== null && block.timestamp < unixSeconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
