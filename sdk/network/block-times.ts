import type { Provider } from "ethers";
import { mapInParallel } from "./map-in-parallel.ts";
import { LogsMissingError } from "./read-logs.ts";

const PARALLEL_REQUESTS = 8;

/**
 * The times of blocks in unix seconds, by their numbers; each is asked for once.
 * @throws {LogsMissingError} When the node does not have one of them
 */
export async function blockTimes(provider: Provider, blocks: Iterable<number>): Promise<Map<number, number>> {
  const numbers = [...new Set(blocks)];
  const times = await mapInParallel(numbers, PARALLEL_REQUESTS, async (number): Promise<[number, number]> => {
    const block = await provider.getBlock(number);
    if (block === null) throw new LogsMissingError({ fromBlock: number, toBlock: number });
    return [number, block.timestamp];
  });
  return new Map(times);
}
