import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import type { PGliteInterface, Transaction } from "@electric-sql/pglite";
import { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import type { Database, Queries, Row } from "./database.ts";
import { DatabaseUnavailableError } from "./database.ts";
import { lockFolder } from "./lock-folder.ts";
import type { DatabaseOptions } from "./open-database.ts";
import { IN_MEMORY } from "./open-database.ts";

/** PGlite has no process that writes checkpoints, without which its log grows for ever: it is told to, so often at most. */
const CHECKPOINT_MILLISECONDS = 60_000;

/** The class of SQLSTATE for a full disk and the like: it may be better later. */
const INSUFFICIENT_RESOURCES = "53";

/** Opens PGlite in a folder that no other process uses. What it has committed is on the disk, not only with the system. */
export async function openPglite({ location }: DatabaseOptions): Promise<Database> {
  if (location === IN_MEMORY) return wrap(await PGlite.create(), () => undefined);
  mkdirSync(location, { recursive: true });
  const unlock = lockFolder(location);
  try {
    return wrap(await openFolder(location), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** By itself PGlite leaves writing to the disk to the operating system (-F), so that a power failure loses commits. */
function openFolder(folder: string): Promise<PGlite> {
  const startParams = PGlite.defaultStartParams.filter((parameter) => parameter !== "-F");
  // Of the ways to wait for the disk only this one reaches the file system below.
  return PGlite.create({ fs: new DurableFS(folder), startParams: [...startParams, "-c", "wal_sync_method=fsync"] });
}

/** What is used of Emscripten's view of the file system. */
interface EmscriptenModule {
  readonly NODEFS: {
    readonly stream_ops: { fsync?: (stream: { readonly nfd?: number; readonly node: unknown }) => number };
    readonly realPath: (node: unknown) => string;
  };
}

/** Emscripten takes a request to wait for the disk for done; this one waits. */
class DurableFS extends NodeFS {
  override async init(...[pg, options]: Parameters<NodeFS["init"]>) {
    const { emscriptenOpts } = await super.init(pg, options);
    const waitForDisk = (module: unknown) => {
      const { NODEFS } = module as EmscriptenModule;
      NODEFS.stream_ops.fsync = ({ nfd, node }) => {
        if (nfd === undefined) syncFolder(NODEFS.realPath(node));
        else fsyncSync(nfd);
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), waitForDisk] } };
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function wrap(pglite: PGlite, unlock: () => void): Database {
  let lastCheckpoint = performance.now();
  const checkpointing = async <Result>(work: Promise<Result>): Promise<Result> => {
    const result = await telling(work);
    if (performance.now() - lastCheckpoint >= CHECKPOINT_MILLISECONDS) {
      lastCheckpoint = performance.now();
      await telling(pglite.exec("checkpoint"));
    }
    return result;
  };
  return {
    query: (sql, parameters) => checkpointing(rowsOf(pglite, sql, parameters)),
    transaction: (work) =>
      checkpointing(
        pglite.transaction((transaction) => {
          const queries: Queries = { query: (sql, parameters) => rowsOf(transaction, sql, parameters) };
          return work(queries);
        }),
      ),
    close: async () => {
      await pglite.close();
      unlock();
    },
  };
}

async function rowsOf<R extends Row>(
  runner: PGliteInterface | Transaction,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<R[]> {
  const { rows } = await runner.query<R>(sql, [...parameters]);
  return rows;
}

async function telling<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw code.startsWith(INSUFFICIENT_RESOURCES) ? new DatabaseUnavailableError(error) : error;
  }
}
