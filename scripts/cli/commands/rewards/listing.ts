import { GridError } from "../../../../sdk/grid-error.ts";
import { periodStatus } from "../../../../sdk/measurements/period-status.ts";
import type { PeriodStatus } from "../../../../sdk/measurements/period-status.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import { readProposal } from "../../../../sdk/measurements/proposal-document.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { leavesFromFiles, requireLeavesOf } from "../../../../sdk/rewards/leaves-from-files.ts";
import { listRewards } from "../../../../sdk/rewards/list-rewards.ts";
import type { FarmRewards } from "../../../../sdk/rewards/list-rewards.ts";
import { paidPeriods, requirePaidHere } from "../../../../sdk/rewards/paid-periods.ts";
import type { GridContext } from "../../context.ts";
import { readDocument } from "../../text-file.ts";

/** The flags that say whose rewards of which periods. */
export interface ListingFlags {
  readonly farm: number;
  readonly period?: number;
  readonly all?: boolean;
  /** Proposal files. */
  readonly leaves: readonly string[];
}

/** Lists a farm's rewards of one period, or of all that ended. The farm must exist. */
export async function listFarm({ grid, folder }: GridContext, flags: ListingFlags): Promise<FarmRewards> {
  const { farm: farmId, period, leaves } = flags;
  await grid.Directory.ownerOf(farmId);
  const files = await Promise.all(leaves.map((file) => readDocument(folder, file, (text) => readProposal(grid, text))));
  if (period !== undefined) requireLeavesOf(period, files);
  const readLeaves = leavesFromFiles(grid, files);
  if (period === undefined) {
    const periods = await paidPeriods(grid);
    return withoutPrehistory(periods, await listRewards(grid, { farmId, periods, readLeaves }));
  }
  await requirePaidHere(grid, period);
  const listed = await listRewards(grid, { farmId, periods: [period], readLeaves });
  if (listed.awaitedPeriods.length > 0) throw new PeriodNotMeasuredError(await periodStatus(grid, period));
  return listed;
}

/** Sentences on periods that ended and are not measured. */
export async function awaitedSentences(grid: Grid, { awaitedPeriods }: FarmRewards): Promise<string[]> {
  const statuses = await Promise.all(awaitedPeriods.map((period) => periodStatus(grid, period)));
  return statuses.map(awaitedSentence);
}

/** Periods before the first measured one are not awaited: this network did not exist. While none is, the last one is. */
function withoutPrehistory(periods: readonly number[], listed: FarmRewards): FarmRewards {
  const awaited = new Set(listed.awaitedPeriods);
  const firstMeasured = periods.find((period) => !awaited.has(period)) ?? periods.at(-1) ?? 0;
  return { ...listed, awaitedPeriods: listed.awaitedPeriods.filter((period) => period >= firstMeasured) };
}

function awaitedSentence({ period, isOverdue, claimableAt, batches }: PeriodStatus): string {
  if (batches[0]?.state === "publishing") return `Period ${period} is being published.`;
  if (isOverdue || claimableAt === undefined) return `Period ${period} is not measured yet; that is overdue.`;
  return `Period ${period} is not measured yet; it is expected to be claimable from ${formatTime(claimableAt)} on.`;
}

/** The period asked for has no published measurements. */
export class PeriodNotMeasuredError extends GridError {
  override readonly name = "PeriodNotMeasuredError";

  constructor(status: PeriodStatus) {
    super(awaitedSentence(status), {
      hint: `\`tfgrid period status --period ${status.period}\` says where it stands.`,
    });
  }
}
