import type { PeriodSchedule } from "../rules/minting-period.ts";
import { periodEnd, periodStart } from "../rules/minting-period.ts";

/** The period that means "without end" on chain. */
const FOREVER = 0xffffff;

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A unix time in seconds as UTC: "2024-08-31T04:32:40Z". */
export function formatTime(seconds: number | bigint): string {
  return new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
}

/** A period with its first and last second: "77 (2024-08-31T04:32:40Z to 2024-09-30T15:20:39Z)". */
export function formatPeriod(schedule: PeriodSchedule, period: number): string {
  if (period === FOREVER) return "without end";
  const [start, end] = [periodStart(schedule, period), periodEnd(schedule, period) - 1];
  return `${period} (${formatTime(start)} to ${formatTime(end)})`;
}

/** A length of time in its two largest units: 97200 is "1 day 3 hours". */
export function formatDuration(seconds: number | bigint): string {
  let left = Number(seconds);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return parts.length === 0 ? "no time" : parts.slice(0, 2).join(" ");
}
