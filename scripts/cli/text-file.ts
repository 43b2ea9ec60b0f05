import { readFileSync } from "node:fs";
import path from "node:path";
import { GridError } from "../../sdk/grid-error.ts";
import { FileUnreadableError } from "./read-json.ts";

/**
 * Reads a document out of a file that a flag names, relative to the working folder. What `read` throws is told with the
 * name of the file: some commands take many.
 */
export async function readDocument<Document>(
  folder: string,
  named: string,
  read: (text: string) => Document | Promise<Document>,
): Promise<Document> {
  const text = readText(folder, named);
  try {
    return await read(text);
  } catch (cause) {
    throw new FileRefusedError(named, cause);
  }
}

function readText(folder: string, named: string): string {
  try {
    return readFileSync(path.resolve(folder, named), "utf8");
  } catch (cause) {
    throw new FileUnreadableError(named, "file", cause);
  }
}

/** A file was read, and what it says was refused; the name is that of the refusal. */
export class FileRefusedError extends GridError {
  override readonly name: string;

  constructor(file: string, cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const hint =
      cause instanceof GridError && cause.hint !== undefined ? cause.hint : "Correct the file; nothing was sent.";
    super(`${file}: ${message}`, { hint, cause });
    this.name = cause instanceof Error ? cause.name : "FileRefusedError";
  }
}
