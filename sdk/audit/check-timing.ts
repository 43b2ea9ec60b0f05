import { formatTime } from "../network/format-time.ts";
import { periodEnd } from "../rules/minting-period.ts";
import { attemptName } from "./words.ts";
import type { BatchAttempt } from "./read-attempts.ts";
import type { GridRecord, MeasurementsTiming } from "./read-grid-record.ts";

/** When a batch is or was final, in unix seconds; absent while its leaves are not all published, and once it is rejected. */
export function finalAtOf({ publication, rejection }: BatchAttempt, timing: MeasurementsTiming): number | undefined {
  if (publication === undefined || rejection !== undefined) return undefined;
  return publication.at + timing.reviewWindowSeconds;
}

/** What happened at a wrong time or in a wrong order. Attempts come by batch and attempt. */
export function checkTiming({ schedule, timing }: GridRecord, attempts: readonly BatchAttempt[]): string[] {
  return attempts.flatMap((attempt, index) => {
    const name = attemptName(attempt);
    const earliest = periodEnd(schedule, attempt.period) + timing.submissionDelaySeconds;
    const before = attempts[index - 1];
    return [
      late(`${name} was proposed`, earliest, attempt.proposedAt),
      before && late(`${name} was proposed`, readyAfter(before, attempt, timing), attempt.proposedAt),
      ...checkPublication(attempt, timing),
      ...checkRejection(attempts, attempt, timing),
    ].filter((difference) => difference !== undefined);
  });
}

/** The first moment at which an attempt may follow the one before it, at the same batch or the one before. */
function readyAfter(before: BatchAttempt, next: BatchAttempt, timing: MeasurementsTiming): number {
  const { publication, rejection } = before;
  if (before.batch !== next.batch) return finalAtOf(before, timing) ?? NEVER;
  if (rejection !== undefined) return rejection.at;
  return publication === undefined ? before.proposedAt + timing.publicationTimeSeconds : NEVER;
}

function checkPublication(attempt: BatchAttempt, timing: MeasurementsTiming): (string | undefined)[] {
  const { publication, proposedAt } = attempt;
  if (publication === undefined) return [];

  const name = attemptName(attempt);
  const finalAt = publication.at + timing.reviewWindowSeconds;
  return [
    early(`${name} was published`, proposedAt + timing.publicationTimeSeconds, publication.at),
    publication.finalAt === finalAt
      ? undefined
      : `${name}: the chain says that it is final at ${time(publication.finalAt)}; by its review window it is at ${time(finalAt)}.`,
  ];
}

function checkRejection(
  attempts: readonly BatchAttempt[],
  attempt: BatchAttempt,
  timing: MeasurementsTiming,
): (string | undefined)[] {
  const { publication, rejection, proposedAt, isUnrejectable } = attempt;
  if (rejection === undefined) return [];

  const name = attemptName(attempt);
  const end =
    publication === undefined
      ? proposedAt + timing.publicationTimeSeconds
      : publication.at + timing.reviewWindowSeconds;
  const number = rejectionsBefore(attempts, attempt) + 1;
  return [
    isUnrejectable ? `${name} was rejected, which was no longer possible.` : undefined,
    early(`${name} was rejected`, end, rejection.at),
    rejection.number === number
      ? undefined
      : `${name} was rejected for time ${rejection.number} by what the chain says; by its events it was time ${number}.`,
  ];
}

/** How often the batch was rejected before this attempt. */
export function rejectionsBefore(
  attempts: readonly BatchAttempt[],
  { batch, attempt }: Pick<BatchAttempt, "batch" | "attempt">,
): number {
  return attempts.filter((one) => one.batch === batch && one.attempt < attempt && one.rejection !== undefined).length;
}

/** What may follow at no time. */
const NEVER = Number.POSITIVE_INFINITY;

function late(what: string, earliest: number, at: number): string | undefined {
  if (at >= earliest) return undefined;
  return `${what} at ${time(at)}; that was possible ${earliest === NEVER ? "at no time" : `from ${time(earliest)} on`}.`;
}

function early(what: string, end: number, at: number): string | undefined {
  return at < end ? undefined : `${what} at ${time(at)}; that was possible before ${time(end)}.`;
}

function time(unixSeconds: number): string {
  return `${unixSeconds} (${formatTime(unixSeconds)})`;
}
