import { GridError } from "../../sdk/grid-error.ts";

/** A row as the database gives it: bigint columns come as numbers where they fit, bytea as bytes. */
export type Row = Record<string, unknown>;

/** Runs SQL with parameters $1, $2 … */
export interface Queries {
  readonly query: <R extends Row>(sql: string, parameters?: readonly unknown[]) => Promise<R[]>;
}

/** PGlite in a folder or PostgreSQL: the same SQL. */
export interface Database extends Queries {
  /** All of the work is kept, or nothing of it. */
  readonly transaction: <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/** How long whoever met an unreachable database should wait, in seconds. */
const RETRY_SECONDS = 5;

/** The database does not answer for now; nothing was kept of what was asked. */
export class DatabaseUnavailableError extends GridError {
  override readonly name = "DatabaseUnavailableError";
  readonly retryAfterSeconds = RETRY_SECONDS;

  constructor(cause: unknown) {
    super("The database does not answer.", {
      hint: "Try again in a few seconds; nothing that was acknowledged is lost.",
      cause,
    });
  }
}
