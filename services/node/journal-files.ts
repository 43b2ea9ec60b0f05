import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { parseHeartbeat } from "../../sdk/heartbeats/heartbeat-json.ts";
import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import { GridError } from "../../sdk/grid-error.ts";

const FILE_NAME = /^period-(\d+)\.ndjson(\.gz)?$/;
const NEWLINE = 0x0a;

const abandonment = z.strictObject({ abandoned: z.array(z.int().min(1)) });

const identityFile = z.strictObject({
  format: z.literal("tfgrid-journal-1"),
  chainId: z.string().regex(/^\d+$/),
  directory: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
  nodeId: z.int().min(1),
});

/** Whose heartbeats a journal holds. */
export interface JournalIdentity {
  readonly chainId: bigint;
  readonly directory: string;
  readonly nodeId: number;
}

/** The heartbeats of one period on disk, one line each. */
export interface PeriodFile {
  readonly period: number;
  readonly file: string;
  readonly isCompacted: boolean;
}

/** What the lines of a file say. */
export interface PeriodReading {
  readonly heartbeats: readonly SignedHeartbeat[];
  /** Sequence numbers that will never be sent. */
  readonly abandoned: readonly number[];
  /** Whole lines that say nothing: the disk has changed them. */
  readonly malformedCount: number;
  /** How far the file goes with whole lines. */
  readonly wholeBytes: number;
  /** What follows: the beginning of a line that was being written when the machine stopped. */
  readonly tornBytes: number;
}

/** The file that heartbeats of a period are appended to. */
export function periodFilePath(folder: string, period: number): string {
  return path.join(folder, `period-${period}.ndjson`);
}

/** The files of a journal, oldest period first. */
export function listPeriodFiles(folder: string): PeriodFile[] {
  const found = readdirSync(folder).flatMap((name): PeriodFile[] => {
    const [, period, ending] = FILE_NAME.exec(name) ?? [];
    if (period === undefined) return [];
    return [{ period: Number(period), file: path.join(folder, name), isCompacted: ending !== undefined }];
  });
  return found.toSorted((a, b) => a.period - b.period);
}

/** Reads the lines of a period. A torn last line was never sent: writing ends before sending begins. */
export function readPeriodFile({ file, isCompacted }: PeriodFile): PeriodReading {
  const stored = readFileSync(file);
  const bytes = isCompacted ? gunzipSync(stored) : stored;
  const wholeBytes = bytes.lastIndexOf(NEWLINE) + 1;
  const heartbeats: SignedHeartbeat[] = [];
  const abandoned: number[] = [];
  let malformedCount = 0;
  for (const line of bytes.toString("utf8", 0, wholeBytes).split("\n").slice(0, -1)) {
    const record = parseRecord(line);
    if (record === undefined) malformedCount++;
    else if ("abandoned" in record) abandoned.push(...record.abandoned);
    else heartbeats.push(record);
  }
  return { heartbeats, abandoned, malformedCount, wholeBytes, tornBytes: bytes.length - wholeBytes };
}

/** Says whose journal a folder is; undefined when it is none yet. */
export function readIdentity(folder: string): JournalIdentity | undefined {
  const file = identityPath(folder);
  if (!existsSync(file)) return undefined;
  try {
    const { chainId, directory, nodeId } = identityFile.parse(JSON.parse(readFileSync(file, "utf8")));
    return { chainId: BigInt(chainId), directory, nodeId };
  } catch (cause) {
    throw new JournalUnreadableError(file, cause);
  }
}

/** The text that says whose journal a folder is. */
export function formatIdentity({ chainId, directory, nodeId }: JournalIdentity): string {
  const document = { format: "tfgrid-journal-1", chainId: String(chainId), directory, nodeId };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Where it stands. */
export function identityPath(folder: string): string {
  return path.join(folder, "journal.json");
}

/** Fails when a journal is not that of the node, or not of this grid. */
export function requireIdentity(folder: string, found: JournalIdentity, wanted: JournalIdentity): void {
  const isHere = found.chainId === wanted.chainId && found.directory.toLowerCase() === wanted.directory.toLowerCase();
  if (!isHere || found.nodeId !== wanted.nodeId) throw new JournalForeignError(folder, found, wanted);
}

function parseRecord(line: string): SignedHeartbeat | z.output<typeof abandonment> | undefined {
  try {
    const document: unknown = JSON.parse(line);
    const parsed = abandonment.safeParse(document);
    return parsed.success ? parsed.data : parseHeartbeat(document);
  } catch {
    return undefined;
  }
}

/** The journal belongs to another node or grid: its sequence numbers are not this one's. */
export class JournalForeignError extends GridError {
  override readonly name = "JournalForeignError";

  constructor(folder: string, found: JournalIdentity, wanted: JournalIdentity) {
    const words = ({ nodeId, directory, chainId }: JournalIdentity) =>
      `node ${nodeId} of the Directory ${directory} on chain ${chainId}`;
    super(`${folder} is the journal of ${words(found)}, not of ${words(wanted)}.`, {
      hint: "Name this node's own folder with --journal; an empty one is begun anew.",
    });
  }
}

/** The journal does not say whose it is. */
export class JournalUnreadableError extends GridError {
  override readonly name = "JournalUnreadableError";

  constructor(file: string, cause: unknown) {
    super(`${file} does not say whose journal it is.`, {
      hint: "Restore the file, or name another folder with --journal: an empty one is begun anew.",
      cause,
    });
  }
}
