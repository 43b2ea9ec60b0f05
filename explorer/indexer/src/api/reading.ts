import type { ReadonlyDrizzle } from "ponder";
import { sql } from "ponder";
import { db } from "ponder:api";
import schema from "ponder:schema";
import { Refusal } from "./refusal.ts";

type Database = ReadonlyDrizzle<typeof schema>;

/** The tables as of one block. */
export interface Reading {
  readonly db: Database;
  readonly chainId: number;
  readonly block: number;
  /** Unix time of that block in seconds: the present, for every answer. */
  readonly now: number;
  /** False while the past is still being read. */
  readonly isReady: boolean;
}

interface Snapshots {
  readonly transaction: <Result>(
    read: (db: Database) => Promise<Result>,
    options: { readonly isolationLevel: "repeatable read"; readonly accessMode: "read only" },
  ) => Promise<Result>;
}

/** Reads without holding the indexer up; an answer never mixes two blocks. */
export async function readTables<Result>(read: (reading: Reading) => Promise<Result>): Promise<Result> {
  const found = await (db as unknown as Snapshots).transaction(
    async (snapshot) => {
      try {
        return await read(await readingOf(snapshot));
      } catch (error) {
        // Ponder repeats a transaction that throws, and logs it as a failure of the database.
        if (error instanceof Refusal) return error;
        throw error;
      }
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
  if (found instanceof Refusal) throw found;
  return found;
}

/** Ponder writes how far it came in the transaction that writes the rows. */
async function readingOf(snapshot: Database): Promise<Reading> {
  const { rows } = await snapshot.execute<{ chain_id: string; checkpoint: string; is_ready: number }>(sql`
    SELECT chain_id, latest_checkpoint AS checkpoint,
      (SELECT (value->>'is_ready')::int FROM _ponder_meta WHERE key = 'app') AS is_ready
    FROM _ponder_checkpoint`);
  const [row] = rows;
  if (row === undefined) {
    throw new Refusal(503, "notReady", "The indexer has read no block yet; try again in a few seconds.", 5);
  }
  return {
    db: snapshot,
    chainId: Number(row.chain_id),
    ...placeOf(row.checkpoint),
    isReady: row.is_ready === 1,
  };
}

/** A checkpoint of Ponder begins with 10 digits of time, 16 of the chain and 16 of the block. */
function placeOf(checkpoint: string): Pick<Reading, "block" | "now"> {
  return { now: Number(checkpoint.slice(0, 10)), block: Number(checkpoint.slice(26, 42)) };
}
