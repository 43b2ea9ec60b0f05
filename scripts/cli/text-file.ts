import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { GridError } from "../../sdk/grid-error.ts";

/** The text of a file that a flag names, relative to the working folder. */
export function readTextFile(folder: string, named: string): string {
  const file = path.resolve(folder, named);
  if (!existsSync(file)) throw new FileMissingError(file);
  return readFileSync(file, "utf8");
}

/** A file that a flag names is not there. */
export class FileMissingError extends GridError {
  override readonly name = "FileMissingError";

  constructor(file: string) {
    super(`There is no file ${file}.`, { hint: "Check the path." });
  }
}
