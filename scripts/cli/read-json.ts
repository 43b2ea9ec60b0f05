import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { GridError } from "../../sdk/grid-error.ts";
import type { LocalContext } from "./context.ts";

/**
 * Reads a JSON file that a person named.
 *
 * @param kind What the file should be, for messages: "list of nodes"
 * @param parse Checks the document; a ZodError tells where it is wrong
 */
export function readJson<Document>(
  { folder }: Pick<LocalContext, "folder">,
  file: string,
  kind: string,
  parse: (document: unknown) => Document,
): Document {
  const text = readText(path.resolve(folder, file), file, kind);
  try {
    return parse(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof GridError) throw cause;
    throw new FileMalformedError(file, kind, cause);
  }
}

function readText(file: string, name: string, kind: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new FileUnreadableError(name, kind, cause);
  }
}

/** The file is not there, or may not be read. */
export class FileUnreadableError extends GridError {
  override readonly name = "FileUnreadableError";

  constructor(file: string, kind: string, cause: unknown) {
    super(`The ${kind} ${file} cannot be read.`, { hint: "Check the path of the file.", cause });
  }
}

/** The file does not hold what it should. */
export class FileMalformedError extends GridError {
  override readonly name = "FileMalformedError";

  constructor(file: string, kind: string, cause: unknown) {
    const detail = cause instanceof z.ZodError ? `:\n${z.prettifyError(cause)}` : ": it is not JSON.";
    super(`${file} is no valid ${kind}${detail}`, { hint: "Correct the file; nothing was sent.", cause });
  }
}
