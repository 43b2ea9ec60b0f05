/** TFT that a person wrote, such as 12.5, as units of 10^-7 TFT; undefined where it is no amount above 0. */
export function parseTft(text: string): bigint | undefined {
  const [, whole, decimals = ""] = /^\s*(\d{1,12})(?:\.(\d{1,7}))?\s*$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const units = BigInt(whole + decimals.padEnd(7, "0"));
  return units === 0n ? undefined : units;
}
