import type { BaseContract, Log, Provider, TopicFilter } from "ethers";
import { isError } from "ethers";
import type { TypedContractEvent } from "../../typechain-types/common.ts";
import { GridError } from "../grid-error.ts";
import { mapInParallel } from "./map-in-parallel.ts";

/** So many requests for logs run at once. */
const PARALLEL_REQUESTS = 6;

/** What a node says that no longer keeps old blocks. */
const PRUNED = /prun|missing trie node|history|not available|header not found|block not found|unknown block/i;

/** Blocks, both ends included. */
export interface BlockRange {
  readonly fromBlock: number;
  readonly toBlock: number;
}

export interface LogFilter {
  readonly address: string;
  readonly topics: TopicFilter;
}

/** An event with its place in the chain. */
export interface PlacedEvent<Values> {
  readonly values: Values;
  readonly log: Log;
}

/**
 * All logs in a range of blocks, oldest first. Where the node refuses a request as too large, the range is halved until it
 * agrees; the size that it accepted is kept for the rest.
 *
 * @throws {LogsMissingError} When the node no longer has them
 */
export async function readLogs(provider: Provider, filter: LogFilter, range: BlockRange): Promise<Log[]> {
  if (range.fromBlock > range.toBlock) return [];
  const first = await readFirst(provider, filter, range);
  const rest = { fromBlock: first.range.toBlock + 1, toBlock: range.toBlock };
  const logs = await mapInParallel(split(rest, sizeOf(first.range)), PARALLEL_REQUESTS, (piece) =>
    readHalving(provider, filter, piece),
  );
  return [...first.logs, ...logs.flat()];
}

/** All events of one kind, oldest first; `indexed` narrows them, `null` stands for any: `[farmId]`, `[null, nodeId]`. */
export async function readEvents<Input extends unknown[], Output extends unknown[], OutputObject>(
  contract: BaseContract,
  event: TypedContractEvent<Input, Output, OutputObject>,
  range: BlockRange,
  indexed: readonly unknown[] = [],
): Promise<PlacedEvent<Output & OutputObject>[]> {
  const provider = contract.runner?.provider;
  if (!provider) throw new Error("The contract is not connected to a provider.");
  const filter = {
    address: await contract.getAddress(),
    topics: contract.interface.encodeFilterTopics(event.fragment, indexed),
  };
  const logs = await readLogs(provider, filter, range);
  return logs.map((log) => ({
    log,
    values: contract.interface.decodeEventLog(event.fragment, log.data, log.topics) as unknown as Output & OutputObject,
  }));
}

/** The beginning of the range, as much as one request gives. */
async function readFirst(provider: Provider, filter: LogFilter, range: BlockRange) {
  for (let tried = range; ; tried = firstHalf(tried)) {
    try {
      return { range: tried, logs: await provider.getLogs({ ...filter, ...tried }) };
    } catch (error) {
      requireSmaller(error, tried);
    }
  }
}

async function readHalving(provider: Provider, filter: LogFilter, range: BlockRange): Promise<Log[]> {
  try {
    return await provider.getLogs({ ...filter, ...range });
  } catch (error) {
    requireSmaller(error, range);
    const half = firstHalf(range);
    const rest = { fromBlock: half.toBlock + 1, toBlock: range.toBlock };
    return [...(await readHalving(provider, filter, half)), ...(await readHalving(provider, filter, rest))];
  }
}

/** Nodes word their limits in many ways, so any refusal is taken for one until the range is a single block. */
function requireSmaller(error: unknown, range: BlockRange): void {
  if (isError(error, "NETWORK_ERROR")) throw error;
  if (PRUNED.test(String((error as Error).message))) throw new LogsMissingError(range, error);
  if (sizeOf(range) === 1) throw error;
}

function firstHalf(range: BlockRange): BlockRange {
  return { fromBlock: range.fromBlock, toBlock: range.fromBlock + Math.ceil(sizeOf(range) / 2) - 1 };
}

function split({ fromBlock, toBlock }: BlockRange, size: number): BlockRange[] {
  const pieces: BlockRange[] = [];
  for (let from = fromBlock; from <= toBlock; from += size) {
    pieces.push({ fromBlock: from, toBlock: Math.min(from + size - 1, toBlock) });
  }
  return pieces;
}

function sizeOf({ fromBlock, toBlock }: BlockRange): number {
  return toBlock - fromBlock + 1;
}

/** The node does not keep the logs that are needed. */
export class LogsMissingError extends GridError {
  override readonly name = "LogsMissingError";

  constructor({ fromBlock, toBlock }: BlockRange, cause?: unknown) {
    super(`The RPC endpoint has no logs of blocks ${fromBlock} to ${toBlock}: it keeps recent blocks only.`, {
      hint: "Use an endpoint that keeps the whole history (an archive node): set TFGRID_RPC_URL.",
      cause,
    });
  }
}
