import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { GridError } from "../../sdk/grid-error.ts";

/** What SQLite answers when another connection holds the lock. */
const BUSY = 5;

/**
 * Holds a folder for this process alone, until it is released or the process ends, however that happens.
 *
 * It is the lock of an empty SQLite database: Node has no other lock of the operating system that a killed process gives back.
 *
 * @throws {JournalLockedError} When another agent holds it
 */
export function lockFolder(folder: string): () => void {
  const database = new DatabaseSync(path.join(folder, "lock"));
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    if ((cause as { errcode?: number }).errcode === BUSY) throw new JournalLockedError(folder);
    throw cause;
  }
  return () => {
    database.close();
  };
}

/** Two agents would use the same sequence numbers. */
export class JournalLockedError extends GridError {
  override readonly name = "JournalLockedError";

  constructor(folder: string) {
    super(`Another agent is using the journal ${folder}.`, {
      hint: "Run one agent per node: stop the other one, or name another folder with --journal for another node.",
    });
  }
}
