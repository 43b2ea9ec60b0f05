import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Io } from "../../../scripts/cli/io.ts";

/** An empty folder that nobody else uses. */
export function emptyFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "tfgrid-"));
}

/** A terminal that remembers what was written to it. */
export function fakeIo(changes: Partial<Pick<Io, "env" | "folder">> = {}) {
  const written = { out: "", err: "" };
  const io: Io = {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    env: {},
    folder: emptyFolder(),
    ...changes,
  };
  return { io, written };
}
