import type { Database } from "../database/database.ts";
import type { CheckedHeartbeat } from "./stored-heartbeat.ts";
import { arrayText, insertStatement, toColumns } from "./stored-heartbeat.ts";

/** What became of a heartbeat that was to be kept. */
export type Kept = "stored" | "duplicate" | "conflict";

export interface HeartbeatKey {
  readonly nodeId: number;
  readonly sequence: number;
}

interface DigestRow extends Record<string, unknown> {
  readonly node_id: number;
  readonly sequence: number;
  readonly digest: Uint8Array;
}

const INSERT = insertStatement("collector.heartbeats");
const INSERT_CONFLICT = insertStatement("collector.conflicts");
const SELECT_DIGESTS = `
  select node_id, sequence, digest
  from unnest($1::bigint[], $2::bigint[]) as wanted (node_id, sequence)
  join collector.heartbeats using (node_id, sequence)`;

/** Keeps heartbeats; returns, in their order, what became of each. They are on the disk then. */
export async function writeHeartbeats(database: Database, all: readonly CheckedHeartbeat[]): Promise<Kept[]> {
  const fresh = await insertFirst(database, all);
  const contested = all.filter((checked) => !fresh.has(checked));
  if (contested.length === 0) return all.map(() => "stored");

  const digests = await readDigests(
    database,
    contested.map(({ heartbeat }) => heartbeat),
  );
  const isKnown = ({ heartbeat, digest }: CheckedHeartbeat) => equal(digests.get(keyOf(heartbeat)), digest);
  await insertSorted(
    database,
    INSERT_CONFLICT,
    contested.filter((checked) => !isKnown(checked)),
  );
  return all.map((checked) => (fresh.has(checked) ? "stored" : isKnown(checked) ? "duplicate" : "conflict"));
}

/** The digests under which heartbeats are kept, by {@link keyOf}; those of numbers that are not kept are missing. */
export async function readDigests(database: Database, keys: readonly HeartbeatKey[]): Promise<Map<string, Uint8Array>> {
  if (keys.length === 0) return new Map();
  const columns = [arrayText(keys.map(({ nodeId }) => nodeId)), arrayText(keys.map(({ sequence }) => sequence))];
  const rows = await database.query<DigestRow>(SELECT_DIGESTS, columns);
  return new Map(rows.map((row) => [keyOf({ nodeId: row.node_id, sequence: row.sequence }), row.digest]));
}

/** Names a number of a node. */
export function keyOf({ nodeId, sequence }: HeartbeatKey): string {
  return `${nodeId}:${sequence}`;
}

/** Inserts the first heartbeat with each number, and tells which of them no other one had been before. */
async function insertFirst(database: Database, all: readonly CheckedHeartbeat[]): Promise<Set<CheckedHeartbeat>> {
  const first = new Map<string, CheckedHeartbeat>();
  for (const checked of all) {
    const key = keyOf(checked.heartbeat);
    if (!first.has(key)) first.set(key, checked);
  }
  const inserted = await insertSorted(database, INSERT, [...first.values()]);
  if (inserted.length === first.size) return new Set(first.values());
  const keys = inserted.map(({ node_id, sequence }) => keyOf({ nodeId: node_id, sequence }));
  return new Set(keys.flatMap((key) => first.get(key) ?? []));
}

/** Collectors that write the same numbers wait for each other, and never in a circle, because all write in one order. */
async function insertSorted(database: Database, sql: string, all: readonly CheckedHeartbeat[]): Promise<DigestRow[]> {
  if (all.length === 0) return [];
  const sorted = all.toSorted(({ heartbeat: a }, { heartbeat: b }) => a.nodeId - b.nodeId || a.sequence - b.sequence);
  return database.query<DigestRow>(sql, toColumns(sorted));
}

export function equal(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}
