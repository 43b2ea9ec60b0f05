import type { Database } from "./database.ts";
import type { Migration } from "./migrate.ts";
import { migrate } from "./migrate.ts";

/** Where a database is. */
const POSTGRES = /^postgres(ql)?:\/\//;

/** Stands for a database that is gone with the process, for tests. */
export const IN_MEMORY = "memory://";

export interface DatabaseOptions {
  /** A folder, `postgres://…`, or {@link IN_MEMORY}. */
  readonly location: string;
  /** What makes the tables, in order; their place is their number. */
  readonly migrations: readonly Migration[];
  /** A service's tables are in a schema of its own, so that several services can share one database. */
  readonly schema: string;
  /** Hears of connections that broke while nobody used them. */
  readonly onConnectionError?: (error: Error) => void;
}

/** Opens a database and brings its tables up to date. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = await connect(options);
  try {
    await migrate(database, options);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Each kind of database is only loaded where it is used: PGlite is 20 MB. */
async function connect(options: DatabaseOptions): Promise<Database> {
  if (POSTGRES.test(options.location)) {
    const { connectPostgres } = await import("./postgres.ts");
    return connectPostgres(options);
  }
  const { openPglite } = await import("./pglite.ts");
  return openPglite(options);
}
