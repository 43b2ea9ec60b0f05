import { InvalidArgumentError } from "commander";

/** A number with decimals, kept as text: it becomes an exact integer where its unit is known. */
export function decimalNumber(text: string): string {
  if (!/^\d{1,12}(\.\d{1,9})?$/.test(text)) throw new InvalidArgumentError("It must be a number such as 99.1.");
  return text;
}

/** A day in UTC, as unix seconds of its beginning. */
export function utcDate(text: string): number {
  const seconds = Date.parse(`${text}T00:00:00Z`) / 1000;
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(seconds);
  if (!isDate) throw new InvalidArgumentError("It must be a date such as 2024-01-31.");
  return seconds;
}

/** A decimal number times a whole factor, rounded up: "99.1" times 10 is 991. */
export function scaleUp(decimal: string, factor: bigint): bigint {
  const [whole = "0", fraction = ""] = decimal.split(".");
  const scale = 10n ** BigInt(fraction.length);
  return (BigInt(`${whole}${fraction}`) * factor + scale - 1n) / scale;
}
