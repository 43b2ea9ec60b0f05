import { z } from "@hono/zod-openapi";
import type { AnyPgColumn } from "ponder";
import { asc, desc } from "ponder";

/** Ids have at most 48 bits on chain. */
const LARGEST_ID = 2 ** 48 - 1;

/** The last row that a list can be read from. */
const LARGEST_OFFSET = 10_000_000;

const LARGEST_PAGE = 1000;

/** A whole number in an address. */
export function whole(description: string, most = LARGEST_ID, least = 0) {
  return z
    .string()
    .regex(/^\d{1,16}$/, `a whole number from ${least} to ${most} is expected`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `a whole number from ${least} to ${most} is expected`)
    .openapi({ type: "integer", minimum: least, maximum: most, description });
}

/** A number of bytes in an address. */
export function bytes(description: string) {
  return z
    .string()
    .regex(/^\d{1,20}$/, "a number of bytes is expected")
    .transform(BigInt)
    .openapi({ type: "string", pattern: "^\\d{1,20}$", description });
}

export function yesOrNo(description: string) {
  return z
    .enum(["true", "false"], "true or false is expected")
    .transform((text) => text === "true")
    .openapi({ type: "boolean", description });
}

export function text(description: string) {
  return z.string("it is given twice").min(1, "it is empty").max(200, "it is longer than 200 characters").openapi({
    description,
  });
}

export function address(description: string) {
  return z
    .string("it is given twice")
    .regex(/^0x[0-9a-fA-F]{40}$/, "an address, 0x and 40 hexadecimal digits, is expected")
    .transform((value) => value.toLowerCase() as `0x${string}`)
    .openapi({ description });
}

export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words, description: string) {
  return z.enum(words, `one of ${words.join(", ")} is expected`).openapi({ description });
}

/** What a list can be sorted by. */
export type Sorts = Readonly<Record<string, AnyPgColumn>>;

/** The parameters of every list. */
export function paging(sorts: Sorts) {
  const words = Object.keys(sorts).flatMap((field) => [field, `-${field}`]) as [string, ...string[]];
  return {
    offset: whole("How many to leave out", LARGEST_OFFSET).optional(),
    limit: whole("How many at most; 50 when left out", LARGEST_PAGE, 1).optional(),
    sort: oneOf(words, "The field that the list is sorted by, with - before it from the largest on").optional(),
  };
}

interface PagingValues {
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
  readonly sort?: string | undefined;
}

/** Where a page begins and how long it is at most. */
export function extentOf({ offset = 0, limit = 50 }: PagingValues): {
  readonly offset: number;
  readonly limit: number;
} {
  return { offset, limit };
}

/**
 * What to order by: the named column, and then, so that every page is the same in every run, those that tell rows apart.
 *
 * @param usual When nothing is named
 */
export function orderOf(
  { sort }: PagingValues,
  sorts: Sorts,
  { usual, unique }: { readonly usual: string; readonly unique: readonly AnyPgColumn[] },
) {
  const chosen = sort ?? usual;
  const direction = chosen.startsWith("-") ? desc : asc;
  const column = sorts[chosen.replace(/^-/, "")];
  const others = unique.filter((one) => one !== column);
  return [...(column === undefined ? [] : [direction(column)]), ...others.map((one) => direction(one))];
}
