import type { PgColumnsBuilders } from "ponder";

/**
 * A whole number that may exceed 32 bits, exact up to 2^53. Ponder's GraphQL tells integers of the database in 32 bits only, and
 * fails the whole query where one is greater.
 */
export function wide(t: PgColumnsBuilders) {
  return t.doublePrecision();
}

/** Where on the chain something happened: the block, its time (unix seconds) and the transaction. */
export function occurrence(t: PgColumnsBuilders) {
  return {
    block: t.int8({ mode: "number" }).notNull(),
    at: t.int8({ mode: "number" }).notNull(),
    transaction: t.hex().notNull(),
  };
}

/** Cores and bytes. */
export function capacity(t: PgColumnsBuilders) {
  return {
    cru: t.int8({ mode: "number" }).notNull(),
    mruBytes: t.bigint().notNull(),
    sruBytes: t.bigint().notNull(),
    hruBytes: t.bigint().notNull(),
  };
}
