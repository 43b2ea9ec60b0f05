import { type PeriodSchedule, periodStart } from "../../sdk/rules/minting-period.ts";
import { groupBy } from "../../sdk/group-by.ts";
import { formatPermille } from "./number-format.ts";
import type { NodePeriodResult } from "./statement.ts";

/** One node of a farm in one calendar year. */
export interface NodeYear {
  readonly farmId: number;
  readonly nodeId: number;
  /** The year in UTC in which the periods begin. */
  readonly year: number;
  readonly firstPeriod: number;
  readonly lastPeriod: number;
  readonly uptimeSeconds: number;
  /** Uptime in per mille of these periods, rounded down. */
  readonly uptimePermille: number;
  /** Mean of the periods in 10^-6 CU, rounded down. */
  readonly cuMicro: bigint;
  /** Mean of the periods in 10^-6 SU, rounded down. */
  readonly suMicro: bigint;
  /** In 10^-7 TFT. */
  readonly paidUnits: bigint;
  /** The periods that paid nothing. */
  readonly zeros: readonly ZeroReward[];
}

/** A node and period without reward, and why. */
export interface ZeroReward {
  readonly farmId: number;
  readonly nodeId: number;
  readonly period: number;
  readonly reason: string;
}

/** The year in which a period begins, in UTC. */
export function yearOf(schedule: PeriodSchedule, period: number): number {
  return new Date(periodStart(schedule, period) * 1000).getUTCFullYear();
}

/** Sums up the rows of each farm, node and year; ordered by these three. */
export function nodeYears(schedule: PeriodSchedule, rows: readonly NodePeriodResult[]): NodeYear[] {
  const ordered = rows.toSorted((a, b) => a.farmId - b.farmId || a.nodeId - b.nodeId || a.period - b.period);
  const keyOf = ({ farmId, nodeId, period }: NodePeriodResult) => [farmId, nodeId, yearOf(schedule, period)].join(" ");
  return [...groupBy(ordered, keyOf).values()].map((group) => sumUp(schedule, group));
}

/** The rows that paid nothing, in the given order. */
export function zeroRewards(rows: readonly NodePeriodResult[]): ZeroReward[] {
  return rows
    .filter(({ paidUnits }) => paidUnits === 0n)
    .map((row) => ({ farmId: row.farmId, nodeId: row.nodeId, period: row.period, reason: zeroReasonOf(row) }));
}

/** The sum of what rows paid, in 10^-7 TFT. */
export function totalUnits(rows: readonly { readonly paidUnits: bigint }[]): bigint {
  return rows.reduce((sum, { paidUnits }) => sum + paidUnits, 0n);
}

/** Rows of one node and year, ascending by period and at least one. */
function sumUp(schedule: PeriodSchedule, rows: readonly NodePeriodResult[]): NodeYear {
  const [first] = rows;
  if (first === undefined) throw new Error("a year of a node has at least one period");
  const uptimes = rows.map(({ uptimeSeconds }) => Math.min(uptimeSeconds, schedule.lengthSeconds));
  const uptimeSeconds = uptimes.reduce((sum, seconds) => sum + seconds, 0);
  return {
    farmId: first.farmId,
    nodeId: first.nodeId,
    year: yearOf(schedule, first.period),
    firstPeriod: first.period,
    lastPeriod: rows.at(-1)?.period ?? first.period,
    uptimeSeconds,
    uptimePermille: Math.floor((uptimeSeconds * 1000) / (rows.length * schedule.lengthSeconds)),
    cuMicro: mean(rows.map(({ cuMicro }) => cuMicro)),
    suMicro: mean(rows.map(({ suMicro }) => suMicro)),
    paidUnits: totalUnits(rows),
    zeros: zeroRewards(rows),
  };
}

function mean(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n) / BigInt(values.length);
}

function zeroReasonOf({ outcome, minimumUptimePermille }: NodePeriodResult): string {
  switch (outcome) {
    case "violation":
      return "violation";
    case "virtualized":
      return "runs in a virtual machine";
    case "unverified":
      return "hardware not verified";
    case "belowMinimumUptime":
      return `below minimum uptime ${formatPermille(minimumUptimePermille)}`;
    case "nothingMeasured":
      return "no uptime";
    case "paid":
      // Uptime counts in whole per mille.
      return "uptime below 0.1 %";
  }
}
