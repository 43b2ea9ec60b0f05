import type { Provider } from "ethers";

/** The time of the latest block, in unix seconds: the only clock that contracts know. */
export async function blockTime(provider: Provider): Promise<number> {
  const block = await provider.getBlock("latest");
  if (block === null) throw new Error("The chain has no block yet.");
  return block.timestamp;
}
