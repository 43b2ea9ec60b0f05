import type { Log } from "ethers";
import { getBytes } from "ethers";
import { groupBy } from "../group-by.ts";
import { blockTimes } from "../network/block-times.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import type { BlockRange, PlacedEvent } from "../network/read-logs.ts";
import { readEvents } from "../network/read-logs.ts";
import { LogsIncompleteError } from "./logs-incomplete-error.ts";

/** A published chunk of leaves. */
export interface PublishedChunk {
  readonly block: number;
  readonly firstPosition: number;
  /** Block of the chunk before; 0 for the first one. */
  readonly previousBlock: number;
  readonly leaves: Uint8Array;
}

/** What the events tell of one attempt at a batch. Times are unix seconds of the blocks. */
export interface BatchAttempt {
  readonly period: number;
  readonly batch: number;
  readonly attempt: number;
  readonly attestorSetVersion: number;
  readonly ruleSetId: number;
  readonly root: string;
  readonly count: number;
  readonly dataHash: string;
  readonly isUnrejectable: boolean;
  /** The log that says that it was proposed. */
  readonly proposal: Log;
  readonly proposedAt: number;
  /** In the order of the chain. */
  readonly chunks: readonly PublishedChunk[];
  /** When the last leaf came, and when the chain then said that the batch is final; absent while leaves are missing. */
  readonly publication: { readonly block: number; readonly at: number; readonly finalAt: number } | undefined;
  /** When a guardian rejected it, and which rejection of the batch the chain said that is. */
  readonly rejection: { readonly at: number; readonly number: number } | undefined;
}

/** All attempts at the batches of a period, by batch and attempt. */
export async function readAttempts(source: GridSource, period: number, range: BlockRange): Promise<BatchAttempt[]> {
  const { Measurements } = source.grid;
  const { filters } = Measurements;
  const [proposed, published, completed, rejected] = await Promise.all([
    readEvents(Measurements, filters.MeasurementsProposed, range, [period]),
    readEvents(Measurements, filters.LeavesPublished, range, [period]),
    readEvents(Measurements, filters.MeasurementsPublished, range, [period]),
    readEvents(Measurements, filters.MeasurementsRejected, range, [period]),
  ]);
  const times = await blockTimes(
    source.provider,
    [...proposed, ...completed, ...rejected].map(({ log }) => log.blockNumber),
  );
  const at = ({ blockNumber }: Log) => times.get(blockNumber) ?? 0;
  const chunks = groupBy(published, placeOf);
  const completions = groupBy(completed, placeOf);
  const rejections = groupBy(rejected, placeOf);
  const attempts = [...groupBy(proposed, placeOf)].map(([place, events]): BatchAttempt => {
    const { values, log } = only(events, place);
    const completion = completions.get(place);
    const rejection = rejections.get(place);
    return {
      period,
      batch: Number(values.batch),
      attempt: Number(values.attempt),
      attestorSetVersion: Number(values.attestorSetVersion),
      ruleSetId: Number(values.ruleSetId),
      root: values.root,
      count: Number(values.count),
      dataHash: values.dataHash,
      isUnrejectable: values.isUnrejectable,
      proposal: log,
      proposedAt: at(log),
      chunks: (chunks.get(place) ?? []).map(toChunk),
      publication: completion && toPublication(only(completion, place), at),
      rejection: rejection && toRejection(only(rejection, place), at),
    };
  });
  requireProposals(period, attempts, [...chunks.keys(), ...completions.keys(), ...rejections.keys()]);
  return attempts.sort((a, b) => a.batch - b.batch || a.attempt - b.attempt);
}

type AttemptEvent = PlacedEvent<{ batch: bigint; attempt: bigint }>;

function placeOf({ values: { batch, attempt } }: AttemptEvent): string {
  return `batch ${batch}, attempt ${attempt}`;
}

function toChunk({
  values,
  log,
}: PlacedEvent<{ firstPosition: bigint; previousBlock: bigint; leaves: string }>): PublishedChunk {
  return {
    block: log.blockNumber,
    firstPosition: Number(values.firstPosition),
    previousBlock: Number(values.previousBlock),
    leaves: getBytes(values.leaves),
  };
}

function toPublication({ values, log }: PlacedEvent<{ finalAt: bigint }>, at: (log: Log) => number) {
  return { block: log.blockNumber, at: at(log), finalAt: Number(values.finalAt) };
}

function toRejection({ values, log }: PlacedEvent<{ rejections: bigint }>, at: (log: Log) => number) {
  return { at: at(log), number: Number(values.rejections) };
}

/** The one event of a kind that an attempt can have. */
function only<Event extends AttemptEvent>([event, ...others]: readonly Event[], place: string): Event {
  if (event === undefined || others.length > 0) {
    throw new LogsIncompleteError(`it tells ${others.length + 1} times what happens once to ${place}`);
  }
  return event;
}

/** Attempts and batches are numbered without gaps, and nothing happens to one that was not proposed. */
function requireProposals(period: number, attempts: readonly BatchAttempt[], others: readonly string[]): void {
  const known = new Set(attempts.map(({ batch, attempt }) => `batch ${batch}, attempt ${attempt}`));
  const needed = attempts.flatMap(({ batch, attempt }) => [
    ...(batch === 0 ? [] : [`batch ${batch - 1}`]),
    ...(attempt === 0 ? [] : [`batch ${batch}, attempt ${attempt - 1}`]),
  ]);
  const isKnown = (place: string) => known.has(place) || attempts.some(({ batch }) => place === `batch ${batch}`);
  const missing = [...others, ...needed].find((place) => !isKnown(place));
  if (missing === undefined) return;
  throw new LogsIncompleteError(`the proposal of ${missing}, of period ${period} is missing`);
}
