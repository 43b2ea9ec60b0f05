import pg from "pg";
import type { Database, Queries, Row } from "./database.ts";
import { DatabaseUnavailableError } from "./database.ts";
import type { DatabaseOptions } from "./open-database.ts";

/** How long a connection may take, and how long a statement may run, in milliseconds. */
const CONNECT_TIMEOUT = 5_000;
const STATEMENT_TIMEOUT = 60_000;

/** Connections of one service. */
const MOST_CONNECTIONS = 8;

/** What the database says, by SQLSTATE, when it is not there for now: connection lost, shutting down, starting, full. */
const UNAVAILABLE_STATES = /^(08|57P0[1-5]|53[0-9]{3}|25006)/;

/** What the network says. */
const UNAVAILABLE_CODES = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
  "EHOSTUNREACH",
];

/** What the client says. */
const UNAVAILABLE_WORDS = /connection terminated|timeout|not queryable|connection error/i;

/** Numbers beyond 2^53 are not in any column that is read as one. */
const INT8 = 20;
const types = new pg.TypeOverrides();
types.setTypeParser(INT8, Number);

/** Connects to PostgreSQL. A connection that is lost is made anew by the next query. */
export async function connectPostgres({ location, onConnectionError }: DatabaseOptions): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: location,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: STATEMENT_TIMEOUT,
    types,
  });
  // Without a listener a broken idle connection would end the process; the pool has thrown it away already.
  pool.on("error", (error) => onConnectionError?.(error));
  try {
    await telling(() => pool.query("select 1"));
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    query: (sql, parameters) => telling(() => rowsOf(pool, sql, parameters)),
    transaction: (work) => telling(() => transaction(pool, work)),
    close: () => pool.end(),
  };
}

async function rowsOf<R extends Row>(
  runner: pg.Pool | pg.PoolClient,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<R[]> {
  const { rows } = await runner.query<R>(sql, [...parameters]);
  return rows;
}

async function transaction<Result>(pool: pg.Pool, work: (queries: Queries) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that is lost between two statements says so here, and again to the next statement.
  const onError = (error: Error) => (broken = error);
  client.on("error", onError);
  try {
    await client.query("begin");
    const result = await work({ query: (sql, parameters) => rowsOf(client, sql, parameters) });
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.removeListener("error", onError);
    client.release(broken);
  }
}

async function telling<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw isUnavailable(error) ? new DatabaseUnavailableError(error) : error;
  }
}

/** Node reports a refused connection to a name with several addresses as one error of several. */
function isUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return UNAVAILABLE_WORDS.test(error.message);
  return UNAVAILABLE_STATES.test(code) || UNAVAILABLE_CODES.includes(code);
}
