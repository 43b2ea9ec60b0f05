const UNITS_PER_TFT = 10_000_000n;
const MICRO = 1_000_000n;

/** A whole number with commas: 2,630,880. */
export function formatWhole(value: bigint | number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Units of 10^-7 TFT as exact TFT with all seven decimals: 145054875 is 14.5054875. */
export function formatTft(units: bigint): string {
  return formatFixed(units, UNITS_PER_TFT);
}

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

/** Both are integers; `scale` is a power of ten and says how many decimals there are. The value may be negative. */
function formatFixed(value: bigint, scale: bigint): string {
  const sign = value < 0n ? "-" : "";
  const size = value < 0n ? -value : value;
  const decimals = (size % scale).toString().padStart(scale.toString().length - 1, "0");
  return `${sign}${formatWhole(size / scale)}.${decimals}`;
}
