import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "dotenv";
import type { Io } from "./io.ts";

/** The environment, completed by a file `.env` in the working folder. A variable that is set wins over the file. */
export function readEnvironment(io: Io): Io["env"] {
  const file = path.join(io.folder, ".env");
  return existsSync(file) ? { ...parse(readFileSync(file)), ...io.env } : io.env;
}
