import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { GridError } from "../../sdk/grid-error.ts";

/** Beside the database's own files, which leave it alone. */
const LOCK_FILE = "tfgrid.lock";

/**
 * Takes a folder for this process. A lock whose process has died is taken over.
 *
 * @returns What gives the folder free again
 * @throws {FolderInUseError} When another process has it
 */
export function lockFolder(folder: string): () => void {
  const file = path.join(folder, LOCK_FILE);
  if (!tryLock(file)) {
    requireStale(file, folder);
    rmSync(file, { force: true });
    if (!tryLock(file)) throw new FolderInUseError(folder);
  }
  return () => {
    rmSync(file, { force: true });
  };
}

function tryLock(file: string): boolean {
  try {
    const descriptor = openSync(file, "wx");
    writeFileSync(descriptor, identityOf(process.pid));
    closeSync(descriptor);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function requireStale(file: string, folder: string): void {
  const holder = readFileSync(file, "utf8");
  const pid = Number.parseInt(holder, 10);
  if (pid > 0 && identityOf(pid) === holder) throw new FolderInUseError(folder);
}

/** A process's number and, where the system tells it, when it was started: numbers come back after a restart. */
function identityOf(pid: number): string {
  try {
    const [, afterName = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(/\) (?!.*\) )/s);
    return `${pid} ${afterName.split(" ")[19]}`;
  } catch {
    return isAlive(pid) ? `${pid} running` : "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Another process works with the folder. */
export class FolderInUseError extends GridError {
  override readonly name = "FolderInUseError";

  constructor(folder: string) {
    super(`Another process is using the database in ${folder}.`, {
      hint: "Stop it first, name another folder, or use PostgreSQL, which several processes can share.",
    });
  }
}
