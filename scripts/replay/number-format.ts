import { formatFixed } from "../../sdk/format-number.ts";

const MICRO = 1_000_000n;

/** Millionths as a number with all six decimals: 7564070 is 7.564070. */
export function formatMicro(micro: bigint): string {
  return formatFixed(micro, MICRO);
}

/** Per mille as percent: 953 is "95.3 %". */
export function formatPermille(permille: number): string {
  return `${(permille / 10).toFixed(1)} %`;
}

/** Ascending numbers with runs drawn together: 45, 47, 48, 49 is "45, 47-49". */
export function formatRuns(ascending: readonly number[]): string {
  const isStart = (value: number, index: number) => ascending[index - 1] !== value - 1;
  const isEnd = (value: number, index: number) => ascending[index + 1] !== value + 1;
  const ends = ascending.filter(isEnd);
  return ascending
    .filter(isStart)
    .map((start, run) => formatRange(start, ends[run] ?? start))
    .join(", ");
}

/** "45-48", or "45" alone when both ends are the same. */
export function formatRange(first: number, last: number): string {
  return first === last ? `${first}` : `${first}-${last}`;
}
