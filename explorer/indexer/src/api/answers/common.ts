import { z } from "zod";

/** A whole number that may not fit into a JSON number: its decimal digits. */
export const integer = z.string().regex(/^-?\d+$/);

/** An amount of TFT in units of 10^-7 TFT. */
export const tftUnits = integer.describe("TFT in units of 10^-7 TFT");

/** US dollars per second with 18 decimals. */
export const usdPerSecond = integer.describe("USD per second, 18 decimals");

export const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

export const bytes32 = z.string().regex(/^0x[0-9a-f]{64}$/);

export const unixSeconds = z.int().min(0).describe("Unix time in seconds");

export const capacity = z.object({
  cru: z.int().min(0).describe("Virtual cores"),
  mruBytes: integer.describe("Memory"),
  sruBytes: integer.describe("SSD"),
  hruBytes: integer.describe("HDD"),
});

/** Where on the chain something happened. */
export const occurrence = z.object({
  block: z.int().min(0),
  at: unixSeconds,
  transaction: bytes32,
});

/** One page of a list, and whether more follow. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    total: z.int().min(0).describe("How many there are in all"),
    offset: z.int().min(0),
    limit: z.int().min(1).max(1000),
  });
}

export const problem = z.object({
  code: z.string().describe("For programs"),
  message: z.string().describe("One sentence that says what to do"),
});

export type Capacity = z.infer<typeof capacity>;
export type Occurrence = z.infer<typeof occurrence>;
export type Problem = z.infer<typeof problem>;
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
}
