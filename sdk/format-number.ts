/** A whole number with commas: 2,630,880. */
export function formatWhole(value: bigint | number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Both are integers; `scale` is a power of ten and says how many decimals there are. The value may be negative. */
export function formatFixed(value: bigint, scale: bigint): string {
  const sign = value < 0n ? "-" : "";
  const size = value < 0n ? -value : value;
  const decimals = (size % scale).toString().padStart(scale.toString().length - 1, "0");
  return `${sign}${formatWhole(size / scale)}.${decimals}`;
}
