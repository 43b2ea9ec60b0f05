import { GridError } from "../../sdk/grid-error.ts";
import type { Database, Queries } from "./database.ts";

/** A step that changes tables: plain SQL statements. It never changes once it was released. */
export type Migration = readonly string[];

export interface MigrateOptions {
  readonly schema: string;
  readonly migrations: readonly Migration[];
}

/** Any number that other programs are unlikely to lock. */
const LOCK = 7_346_251;

/**
 * Runs the migrations that a database has not seen yet. Services that start at the same moment wait for each other.
 *
 * @throws {DatabaseNewerError} When a newer version of this program has used the database
 */
export function migrate(database: Database, { schema, migrations }: MigrateOptions): Promise<void> {
  return database.transaction(async (queries) => {
    await queries.query("select pg_advisory_xact_lock($1)", [LOCK]);
    await queries.query(`create schema if not exists ${schema}`);
    await queries.query(`create table if not exists ${schema}.migrations (number int primary key)`);
    const done = await countDone(queries, schema);
    if (done > migrations.length) throw new DatabaseNewerError(done, migrations.length);
    for (const [index, statements] of [...migrations.entries()].slice(done)) {
      for (const sql of statements) await queries.query(sql);
      await queries.query(`insert into ${schema}.migrations values ($1)`, [index + 1]);
    }
  });
}

async function countDone(queries: Queries, schema: string): Promise<number> {
  const [row] = await queries.query<{ done: number }>(`select count(*)::int as done from ${schema}.migrations`);
  return row?.done ?? 0;
}

/** The database was used by a newer version of this program. */
export class DatabaseNewerError extends GridError {
  override readonly name = "DatabaseNewerError";

  constructor(done: number, known: number) {
    super(`The database is at version ${done}, this program knows versions up to ${known}.`, {
      hint: "Run the newer version of the program, or name another database.",
    });
  }
}
