import { GridError } from "../grid-error.ts";

const UNITS: Readonly<Record<string, bigint>> = {
  "": 1n,
  B: 1n,
  KB: 10n ** 3n,
  MB: 10n ** 6n,
  GB: 10n ** 9n,
  TB: 10n ** 12n,
  KIB: 2n ** 10n,
  MIB: 2n ** 20n,
  GIB: 2n ** 30n,
  TIB: 2n ** 40n,
};

/** Most decimals that a size may have. */
const DECIMALS = 6;

/** A size in bytes: "64 GiB", "1.5TB", or just a number of bytes. */
export function parseBytes(text: string): bigint {
  const [, whole, decimals = "", unit = ""] = /^\s*(\d+)(?:\.(\d{1,6}))?\s*([a-zA-Z]*)\s*$/.exec(text) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  if (whole === undefined || factor === undefined) throw new SizeMalformedError(text);
  const scaled = BigInt(whole + decimals.padEnd(DECIMALS, "0")) * factor;
  return scaled / 10n ** BigInt(DECIMALS);
}

/** The text is not a size. */
export class SizeMalformedError extends GridError {
  override readonly name = "SizeMalformedError";

  constructor(text: string) {
    super(`"${text}" is not a size.`, { hint: "Write it like 64GiB, 1.5TB or 34359738368." });
  }
}
