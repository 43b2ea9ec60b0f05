import type { attempt } from "ponder:schema";
import type { Attempt } from "./answers/periods.ts";
import { toOccurrence } from "./shapes.ts";

type AttemptRow = typeof attempt.$inferSelect;

/**
 * Where an attempt stands at a moment, as {IMeasurements-stateOf} says of the latest one.
 *
 * @param now Unix time in seconds
 * @param publicationTimeSeconds How long all leaves may take
 */
export function attemptState(
  { at, rejectedAt, finalAt }: Pick<AttemptRow, "at" | "rejectedAt" | "finalAt">,
  now: number,
  publicationTimeSeconds: number,
): Attempt["state"] {
  if (rejectedAt !== null) return "rejected";
  if (finalAt !== null) return now < finalAt ? "reviewing" : "final";
  return now < at + publicationTimeSeconds ? "publishing" : "void";
}

export function toAttempt(row: AttemptRow, now: number, publicationTimeSeconds: number): Attempt {
  const { period, batch, attempt: number, attestorSetVersion, ruleSetId, root, count, publishedCount } = row;
  const { dataHash, isUnrejectable, finalAt, rejections } = row;
  const published = occurrenceOf(row.publishedBlock, row.publishedAt, row.publishedTransaction);
  const rejected = occurrenceOf(row.rejectedBlock, row.rejectedAt, row.rejectedTransaction);
  return {
    period,
    batch,
    attempt: number,
    state: attemptState(row, now, publicationTimeSeconds),
    attestorSetVersion,
    ruleSetId,
    root,
    count,
    publishedCount,
    dataHash,
    isUnrejectable,
    ...(finalAt === null ? {} : { finalAt }),
    rejections,
    proposed: toOccurrence(row),
    ...(published === undefined ? {} : { published }),
    ...(rejected === undefined ? {} : { rejected }),
  };
}

/** The three columns are written together. */
function occurrenceOf(block: number | null, at: number | null, transaction: string | null) {
  return block === null || at === null || transaction === null ? undefined : { block, at, transaction };
}
