import type { Grid } from "../network/grid.ts";
import { periodEnd, periodStart } from "../rules/minting-period.ts";
import type { PeriodSchedule } from "../rules/minting-period.ts";
import { BATCH_STATES, toBatchState } from "./batch-state.ts";
import type { BatchState } from "./batch-state.ts";

/** A batch as it stands. Times are unix seconds, absent while the thing has not happened. */
export interface BatchStatus {
  readonly period: number;
  readonly batch: number;
  readonly state: BatchState;
  /** The attempt at hand, or the next one while awaited. */
  readonly attempt: number;
  readonly rejections: number;
  readonly isUnrejectable: boolean;
  /** Root of the leaves, in hex. */
  readonly root: string | undefined;
  readonly count: number;
  readonly publishedCount: number;
  readonly submittedAt: number | undefined;
  readonly publishedAt: number | undefined;
  /** When claims become possible, or since when they are. */
  readonly finalAt: number | undefined;
}

/** Where a period stands. Times are unix seconds. */
export interface PeriodStatus {
  readonly period: number;
  readonly startsAt: number;
  readonly endsAt: number;
  /** From when on its measurements may be proposed. */
  readonly proposableAt: number;
  /** From when on a missing proposal is overdue. */
  readonly dueAt: number;
  readonly isOverdue: boolean;
  /** When its rewards can or could be claimed; absent while that is open because the proposal is overdue. */
  readonly claimableAt: number | undefined;
  /** The period's batches up to the first that nobody has proposed. */
  readonly batches: readonly BatchStatus[];
}

/** Reads where a batch stands. */
export async function batchStatus(
  grid: Grid,
  { period, batch }: { readonly period: number; readonly batch: number },
): Promise<BatchStatus> {
  const stored = await grid.Measurements.batchOf(period, batch);
  const { rejections, isUnrejectable, submittedAt } = stored;
  // Most periods that anybody asks about were never proposed: that takes one question, not three.
  const [code, finalAt] =
    submittedAt === 0n
      ? [AWAITED, 0n]
      : await Promise.all([grid.Measurements.stateOf(period, batch), grid.Measurements.finalAtOf(period, batch)]);
  return {
    period,
    batch,
    state: toBatchState(code),
    attempt: Number(stored.attempt),
    rejections: Number(rejections),
    isUnrejectable,
    root: submittedAt === 0n ? undefined : stored.root,
    count: Number(stored.count),
    publishedCount: Number(stored.publishedCount),
    submittedAt: timeOf(submittedAt),
    publishedAt: timeOf(stored.publishedAt),
    finalAt: timeOf(finalAt),
  };
}

/** The batches of a period that were ever proposed, in order. */
export async function proposedBatches(grid: Grid, period: number): Promise<BatchStatus[]> {
  const batches: BatchStatus[] = [];
  for (let batch = 0; ; batch++) {
    const status = await batchStatus(grid, { period, batch });
    if (status.state === "awaited" && status.rejections === 0) return batches;
    batches.push(status);
    // The next one cannot have been proposed before this one is final.
    if (status.state !== "final") return batches;
  }
}

/** Reads where a period stands, its corrections included. */
export async function periodStatus(grid: Grid, period: number): Promise<PeriodStatus> {
  const [schedule, timing, claimDate, batches] = await Promise.all([
    readSchedule(grid),
    grid.Measurements.timing(),
    grid.Measurements.claimDateOf(period),
    proposedBatches(grid, period),
  ]);
  const endsAt = periodEnd(schedule, period);
  return {
    period,
    startsAt: periodStart(schedule, period),
    endsAt,
    proposableAt: endsAt + Number(timing.submissionDelay),
    dueAt: endsAt + Number(timing.dueDelay),
    isOverdue: claimDate.isOverdue,
    claimableAt: claimDate.isOverdue ? undefined : Number(claimDate.claimableAt),
    batches,
  };
}

/** The deployment's periods. */
export async function readSchedule(grid: Grid): Promise<PeriodSchedule> {
  const { start, duration } = await grid.Directory.schedule();
  return { startSeconds: Number(start), lengthSeconds: Number(duration) };
}

const AWAITED = BigInt(BATCH_STATES.indexOf("awaited"));

/** Zero means on chain that it has not happened. */
function timeOf(seconds: bigint): number | undefined {
  return seconds === 0n ? undefined : Number(seconds);
}
