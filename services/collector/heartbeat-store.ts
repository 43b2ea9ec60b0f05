import type { Database } from "../database/database.ts";
import { createGroupCommit } from "./group-commit.ts";
import type { CheckedHeartbeat } from "./stored-heartbeat.ts";
import type { Kept } from "./write-heartbeats.ts";
import { equal, keyOf, readDigests, writeHeartbeats } from "./write-heartbeats.ts";

/** Where heartbeats are kept. */
export interface HeartbeatStore {
  /** Tells of each whether the very same is kept already. It may miss what another collector has just written. */
  readonly areKept: (all: readonly CheckedHeartbeat[]) => Promise<boolean[]>;
  /** Keeps heartbeats; once it answers they are on the disk. */
  readonly keep: (all: readonly CheckedHeartbeat[]) => Promise<Kept[]>;
}

/** The heartbeats of a database. */
export function createHeartbeatStore(database: Database): HeartbeatStore {
  /** The highest number that this process has kept of each node: what is above it need not be looked up. */
  const highest = new Map<number, number>();
  const note = ({ heartbeat: { nodeId, sequence } }: CheckedHeartbeat) => {
    if (sequence > (highest.get(nodeId) ?? 0)) highest.set(nodeId, sequence);
  };
  const mayBeKept = ({ heartbeat: { nodeId, sequence } }: CheckedHeartbeat) => {
    const known = highest.get(nodeId);
    return known === undefined || sequence <= known;
  };
  const commit = createGroupCommit((all: readonly CheckedHeartbeat[]) => writeHeartbeats(database, all));
  return {
    areKept: async (all) => {
      const digests = await readDigests(
        database,
        all.filter(mayBeKept).map(({ heartbeat }) => heartbeat),
      );
      return all.map(({ heartbeat, digest }) => equal(digests.get(keyOf(heartbeat)), digest));
    },
    keep: async (all) => {
      if (all.length === 0) return [];
      const kept = await commit(all);
      for (const checked of all) note(checked);
      return kept;
    },
  };
}
