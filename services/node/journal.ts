import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, rmSync } from "node:fs";
import { readFileSync, truncateSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { toHeartbeatJson } from "../../sdk/heartbeats/heartbeat-json.ts";
import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";
import { periodAt } from "../../sdk/rules/minting-period.ts";
import { replaceFile, syncFolder, writeAll } from "./durable-files.ts";
import type { JournalIdentity, PeriodFile } from "./journal-files.ts";
import {
  formatIdentity,
  identityPath,
  listPeriodFiles,
  periodFilePath,
  readIdentity,
  readPeriodFile,
  requireIdentity,
} from "./journal-files.ts";
import { lockFolder } from "./lock-folder.ts";
import type { AgentLog } from "./agent-log.ts";

export interface JournalOptions {
  readonly folder: string;
  readonly identity: JournalIdentity;
  readonly schedule: PeriodSchedule;
  readonly log: AgentLog;
}

/** A node's heartbeats on disk: each is written before it is sent, so that none is lost and no number is used twice. */
export interface Journal {
  readonly folder: string;
  /** The newest heartbeat by its number. */
  readonly last: () => SignedHeartbeat | undefined;
  /** All that may be sent with a higher number, ascending. */
  readonly after: (sequence: number) => readonly SignedHeartbeat[];
  /** The highest number that was ever used; undefined when only collectors can know. */
  readonly highestSequence: () => number | undefined;
  /** Numbers up to this one are not to be used: collectors know them. */
  readonly raiseSequence: (sequence: number) => void;
  /** Returns once the heartbeat is on the disk. */
  readonly append: (heartbeat: SignedHeartbeat) => void;
  /** Notes that heartbeats will never be sent. */
  readonly abandon: (heartbeats: readonly SignedHeartbeat[]) => void;
  /** Compacts closed periods and deletes those before `oldestPeriod`. */
  readonly tidy: (periods: { readonly closedBefore: number; readonly oldestPeriod: number }) => void;
  readonly close: () => void;
}

interface State {
  readonly heartbeats: SignedHeartbeat[];
  highest: number | undefined;
}

/**
 * Opens the journal of a node, or begins one, for this process alone.
 *
 * @throws {JournalLockedError} When another agent is using it
 * @throws {JournalForeignError} When it is that of another node or grid
 */
export function openJournal({ folder, identity, schedule, log }: JournalOptions): Journal {
  mkdirSync(folder, { recursive: true });
  const release = lockFolder(folder);
  try {
    const found = readIdentity(folder);
    if (found === undefined) replaceFile(identityPath(folder), formatIdentity(identity));
    else requireIdentity(folder, found, identity);
    return journalOf(folder, readState(folder, log), { schedule, release });
  } catch (error) {
    release();
    throw error;
  }
}

/** The heartbeats of a period in a journal that an agent may be using. */
export function readJournalPeriod(
  folder: string,
  identity: JournalIdentity,
  period: number,
): readonly SignedHeartbeat[] {
  const found = existsSync(folder) ? readIdentity(folder) : undefined;
  if (found === undefined) return [];
  requireIdentity(folder, found, identity);
  return merge(listPeriodFiles(folder).filter((one) => one.period === period)).heartbeats;
}

function journalOf(
  folder: string,
  state: State,
  { schedule, release }: Pick<JournalOptions, "schedule"> & { readonly release: () => void },
): Journal {
  const { heartbeats } = state;
  return {
    folder,
    last: () => heartbeats.at(-1),
    after: (sequence) => heartbeats.slice(firstAfter(heartbeats, sequence)),
    highestSequence: () => state.highest,
    raiseSequence: (sequence) => {
      state.highest = Math.max(state.highest ?? 0, sequence);
    },
    append: (heartbeat) => {
      appendLine(periodFilePath(folder, periodAt(schedule, heartbeat.sentAt)), toHeartbeatJson(heartbeat));
      heartbeats.push(heartbeat);
      state.highest = heartbeat.sequence;
    },
    abandon: (given) => {
      const [first] = given;
      if (first === undefined) return;
      const sequences = given.map(({ sequence }) => sequence);
      appendLine(periodFilePath(folder, periodAt(schedule, first.sentAt)), { abandoned: sequences });
      const kept = heartbeats.filter(({ sequence }) => !sequences.includes(sequence));
      heartbeats.splice(0, heartbeats.length, ...kept);
    },
    tidy: (periods) => {
      tidyFolder(folder, periods);
      const kept = heartbeats.filter(({ sentAt }) => periodAt(schedule, sentAt) >= periods.oldestPeriod);
      if (kept.length < heartbeats.length) heartbeats.splice(0, heartbeats.length, ...kept);
    },
    close: release,
  };
}

function readState(folder: string, log: AgentLog): State {
  const files = listPeriodFiles(folder);
  for (const one of files) cutTornLine(one, log);
  const { heartbeats, highest, malformedCount } = merge(files);
  if (malformedCount > 0) {
    log.warn({ folder, lines: malformedCount }, "Lines of the journal are damaged and left out; look at the disk.");
  }
  // A damaged line had a number too: none is used twice.
  const used = highest + malformedCount;
  return { heartbeats, highest: used === 0 ? undefined : used };
}

/** A file that was being compacted may be there twice. */
function merge(files: readonly PeriodFile[]) {
  const bySequence = new Map<number, SignedHeartbeat>();
  const abandoned = new Set<number>();
  let [highest, malformedCount] = [0, 0];
  for (const one of files) {
    const reading = readPeriodFile(one);
    malformedCount += reading.malformedCount;
    for (const heartbeat of reading.heartbeats) bySequence.set(heartbeat.sequence, heartbeat);
    for (const sequence of reading.abandoned) abandoned.add(sequence);
  }
  for (const sequence of [...bySequence.keys(), ...abandoned]) highest = Math.max(highest, sequence);
  for (const sequence of abandoned) bySequence.delete(sequence);
  const heartbeats = [...bySequence.values()].toSorted((a, b) => a.sequence - b.sequence);
  return { heartbeats, highest, malformedCount };
}

function cutTornLine(one: PeriodFile, log: AgentLog): void {
  const { tornBytes, wholeBytes } = readPeriodFile(one);
  if (tornBytes === 0) return;
  log.warn(
    { file: one.file, bytes: tornBytes },
    "The journal ends within a heartbeat that was never sent: that one is left out.",
  );
  truncateSync(one.file, wholeBytes);
}

/** Appends a line and returns once it is on the disk; when that fails nothing of it stays. */
function appendLine(file: string, document: object): void {
  const isNew = !existsSync(file);
  const descriptor = openSync(file, "a");
  try {
    const { size } = fstatSync(descriptor);
    try {
      writeAll(descriptor, Buffer.from(`${JSON.stringify(document)}\n`));
      fsyncSync(descriptor);
    } catch (error) {
      ftruncateSync(descriptor, size);
      throw error;
    }
  } finally {
    closeSync(descriptor);
  }
  if (isNew) syncFolder(path.dirname(file));
}

function tidyFolder(folder: string, { closedBefore, oldestPeriod }: { closedBefore: number; oldestPeriod: number }) {
  for (const { period, file, isCompacted } of listPeriodFiles(folder)) {
    if (period < oldestPeriod) rmSync(file);
    else if (period < closedBefore && !isCompacted) {
      replaceFile(`${file}.gz`, gzipSync(readFileSync(file)));
      rmSync(file);
    }
  }
}

function firstAfter(heartbeats: readonly SignedHeartbeat[], sequence: number): number {
  let [from, to] = [0, heartbeats.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if ((heartbeats[middle]?.sequence ?? 0) > sequence) to = middle;
    else from = middle + 1;
  }
  return from;
}
