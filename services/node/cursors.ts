import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { AgentLog } from "./agent-log.ts";
import { replaceFile } from "./durable-files.ts";

const cursor = z.strictObject({ sequence: z.int().min(0), acceptedSequence: z.int().min(0) });
const cursorsFile = z.record(z.string(), cursor);

/** How far a collector has got. */
interface Cursor {
  /** All up to this number are dealt with, whatever came of them. */
  readonly sequence: number;
  /** The highest number that it has. */
  readonly acceptedSequence: number;
}

/** The cursors of all collectors, on disk beside the journal. */
export interface Cursors {
  readonly of: (url: string) => Cursor;
  readonly set: (url: string, cursor: Cursor) => void;
}

/** Reads the cursors. Without them everything is sent again, which collectors take for what it is. */
export function openCursors(folder: string, log: AgentLog): Cursors {
  const file = path.join(folder, "cursors.json");
  const cursors = new Map(Object.entries(readCursors(file, log)));
  return {
    of: (url) => cursors.get(url) ?? { sequence: 0, acceptedSequence: 0 },
    set: (url, value) => {
      cursors.set(url, value);
      replaceFile(file, `${JSON.stringify(Object.fromEntries(cursors), undefined, 2)}\n`);
    },
  };
}

function readCursors(file: string, log: AgentLog): Readonly<Record<string, Cursor>> {
  if (!existsSync(file)) return {};
  try {
    return cursorsFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    log.warn({ file, err: error }, "The file of cursors is damaged: everything that is kept is sent again.");
    return {};
  }
}
