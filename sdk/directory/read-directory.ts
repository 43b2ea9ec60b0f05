import type { GridSource } from "../network/connect-deployment.ts";
import { LogsMissingError, readEvents } from "../network/read-logs.ts";
import type { BlockRange } from "../network/read-logs.ts";
import type { FarmHistory } from "./fold-farm-events.ts";
import { FARM_EVENTS, foldFarmEvents } from "./fold-farm-events.ts";
import type { NodeHistory } from "./fold-node-events.ts";
import { foldNodeEvents, NODE_EVENTS } from "./fold-node-events.ts";
import { readDirectoryEvents } from "./read-directory-events.ts";

/**
 * All farms, or those with the given numbers that exist.
 *
 * @throws {LogsMissingError} When the node does not give the events of all of them
 */
export async function readFarms(source: GridSource, farmIds?: readonly number[]): Promise<FarmHistory[]> {
  const range = await rangeOf(source);
  const [events, count] = await Promise.all([
    readDirectoryEvents(source, FARM_EVENTS, range, farmIds),
    source.grid.Directory.farmCount({ blockTag: range.toBlock }),
  ]);
  return requireComplete(foldFarmEvents(events), range, count, farmIds);
}

/**
 * All nodes, or those with the given numbers that exist.
 *
 * @throws {LogsMissingError} When the node does not give the events of all of them
 */
export async function readNodes(source: GridSource, nodeIds?: readonly number[]): Promise<NodeHistory[]> {
  const range = await rangeOf(source);
  const [events, count] = await Promise.all([
    readDirectoryEvents(source, NODE_EVENTS, range, nodeIds),
    source.grid.Directory.nodeCount({ blockTag: range.toBlock }),
  ]);
  return requireComplete(foldNodeEvents(events), range, count, nodeIds);
}

/** Some nodes answer with nothing for blocks that they no longer keep; the contract knows how many there must be. */
function requireComplete<Item>(items: Item[], range: BlockRange, count: bigint, ids?: readonly number[]): Item[] {
  const expected = ids === undefined ? Number(count) : ids.filter((id) => id <= Number(count)).length;
  if (items.length < expected) throw new LogsMissingError(range);
  return items;
}

/** The nodes that belong to a farm. */
export async function readNodesOfFarm(source: GridSource, farmId: number): Promise<NodeHistory[]> {
  const { Directory } = source.grid;
  const range = await rangeOf(source);
  const opened = await readEvents(Directory, Directory.filters.TermsOpened, range, [null, farmId]);
  const nodeIds = [...new Set(opened.map(({ values }) => Number(values.nodeId)))];
  const nodes = await readNodes(source, nodeIds);
  return nodes.filter((node) => node.farmId === farmId);
}

async function rangeOf({ provider, book }: GridSource): Promise<BlockRange> {
  return { fromBlock: book.deployedAtBlock, toBlock: await provider.getBlockNumber() };
}
