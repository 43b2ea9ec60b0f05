import type { NodeKey } from "../../sdk/heartbeats/node-keys.ts";
import { changeNodeKeys, readNodeKeyChanges } from "../../sdk/heartbeats/node-keys.ts";
import type { GridSource } from "../../sdk/network/connect-deployment.ts";

/** Blocks that a chain may still take back: they are read again each time. */
const REORG_BLOCKS = 64;

/** Numbers that nobody knows make the chain be asked so often at most, in seconds. */
const UNKNOWN_REFRESH_SECONDS = 10;

/** Knows the keys of nodes. */
export interface NodeRegistry {
  /** All keys that a node ever had; undefined when there is no such node. */
  readonly keysOf: (nodeId: number) => readonly NodeKey[] | undefined;
  /** Reads what is new on the chain. */
  readonly refresh: () => Promise<void>;
  /** The same, but seldom: for a number that is not known. */
  readonly refreshForUnknown: () => Promise<void>;
  /** When the chain was last read, unix time in seconds. */
  readonly refreshedAt: () => number;
}

type Keys = Map<number, readonly NodeKey[]>;

/** A registry that follows the Directory's events. It is empty before the first refresh. */
export function createNodeRegistry(source: GridSource, now: () => number): NodeRegistry {
  const settled: Keys = new Map();
  let recent: Keys = new Map();
  let settledTo = source.book.deployedAtBlock - 1;
  let refreshedAt = 0;
  let triedAt = 0;
  let underWay: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    const toBlock = await source.provider.getBlockNumber();
    const changes = await readNodeKeyChanges(source, { fromBlock: settledTo + 1, toBlock });
    const finalBlock = Math.max(settledTo, toBlock - REORG_BLOCKS);
    const { schedule } = source.book;
    const unsettled: Keys = new Map();
    for (const change of changes) {
      const { nodeId, blockNumber } = change;
      const target = blockNumber <= finalBlock ? settled : unsettled;
      target.set(nodeId, changeNodeKeys(target.get(nodeId) ?? settled.get(nodeId) ?? [], change, schedule));
    }
    recent = unsettled;
    settledTo = finalBlock;
    refreshedAt = now();
  };
  const refresh = (): Promise<void> => {
    triedAt = now();
    underWay ??= read().finally(() => (underWay = undefined));
    return underWay;
  };
  return {
    keysOf: (nodeId) => recent.get(nodeId) ?? settled.get(nodeId),
    refresh,
    refreshForUnknown: async () => {
      if (underWay !== undefined || now() - triedAt >= UNKNOWN_REFRESH_SECONDS) await refresh();
    },
    refreshedAt: () => refreshedAt,
  };
}
