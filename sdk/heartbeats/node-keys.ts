import type { GridSource } from "../network/connect-deployment.ts";
import { mapInParallel } from "../network/map-in-parallel.ts";
import type { BlockRange } from "../network/read-logs.ts";
import { readLogs } from "../network/read-logs.ts";
import type { PeriodSchedule } from "../rules/minting-period.ts";
import { periodAt, periodEnd } from "../rules/minting-period.ts";

/** A key of a node and when it was in force, unix times in seconds: `from` belongs to it, `until` not. */
export interface NodeKey {
  /** Its address, in lower case. */
  readonly key: string;
  readonly from: number;
  readonly until: number;
}

/** What changed a node's key, in the order of the chain. */
export interface NodeKeyChange {
  readonly nodeId: number;
  readonly blockNumber: number;
  /** The key from now on; undefined once the node was removed. */
  readonly key: string | undefined;
  /** Time of the block, unix time in seconds; 0 for a node's first key, which nothing was signed with before. */
  readonly at: number;
}

const NAMES = ["NodeRegistered", "NodeKeyRotated", "NodeRemoved"] as const;

/** How far a node's clock may be from the chain's, in seconds. */
export const CLOCK_TOLERANCE_SECONDS = 60;

/** Requests for the times of blocks that run at once. */
const PARALLEL_REQUESTS = 6;

/** The changes of nodes' keys in some blocks. */
export async function readNodeKeyChanges(source: GridSource, range: BlockRange): Promise<NodeKeyChange[]> {
  const { interface: directory } = source.grid.Directory;
  const topics = [NAMES.map((name) => directory.getEvent(name).topicHash)];
  const logs = await readLogs(source.provider, { address: source.book.contracts.Directory, topics }, range);
  return mapInParallel(logs, PARALLEL_REQUESTS, async (log) => {
    const event = directory.parseLog(log);
    if (event === null) throw new Error(`A log of block ${log.blockNumber} is no event of the Directory.`);
    const { nodeId, key, newKey } = event.args as unknown as { nodeId: bigint; key?: string; newKey?: string };
    const isFirst = event.name === "NodeRegistered";
    return {
      nodeId: Number(nodeId),
      blockNumber: log.blockNumber,
      key: event.name === "NodeRemoved" ? undefined : (isFirst ? key : newKey)?.toLowerCase(),
      at: isFirst ? 0 : await timeOf(source, log.blockNumber),
    };
  });
}

/** The keys of a node after a change. A node that is removed serves to the end of the period. */
export function changeNodeKeys(
  keys: readonly NodeKey[],
  { key, at }: NodeKeyChange,
  schedule: PeriodSchedule,
): NodeKey[] {
  const until = key === undefined ? periodEnd(schedule, periodAt(schedule, at)) : at;
  const before = keys.map((one) => (one.until === Infinity ? { ...one, until } : one));
  return key === undefined ? before : [...before, { key, from: at, until: Infinity }];
}

/** The addresses that may have signed a heartbeat, as far as clocks agree. */
export function keysInForce(keys: readonly NodeKey[], sentAt: number): string[] {
  const inForce = keys.filter(
    ({ from, until }) => from - CLOCK_TOLERANCE_SECONDS <= sentAt && sentAt < until + CLOCK_TOLERANCE_SECONDS,
  );
  return inForce.map(({ key }) => key);
}

async function timeOf({ provider }: GridSource, blockNumber: number): Promise<number> {
  const block = await provider.getBlock(blockNumber);
  if (block === null) throw new Error(`The RPC endpoint has no block ${blockNumber}.`);
  return block.timestamp;
}
