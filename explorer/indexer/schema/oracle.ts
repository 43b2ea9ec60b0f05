import { index, onchainTable } from "ponder";
import { occurrence } from "./columns.ts";

/** A price of the feed: PriceState of sdk/rules. */
export const price = onchainTable(
  "price",
  (t) => ({
    eventId: t.text().primaryKey(),
    usdPerTft: t.bigint().notNull(),
    tftPerUsd: t.bigint().notNull(),
    /** Just before it. */
    averageTftPerUsd: t.bigint().notNull(),
    index: t.bigint().notNull(),
    logIndex: t.integer().notNull(),
    ...occurrence(t),
  }),
  ({ at }) => ({ at: index().on(at) }),
);

/** The one row of the feed: its limits and its latest price. */
export const priceFeed = onchainTable("price_feed", (t) => ({
  feed: t.hex().primaryKey(),
  maxAgeSeconds: t.int8({ mode: "number" }).notNull(),
  lowestUsdPerTft: t.bigint().notNull(),
  highestUsdPerTft: t.bigint().notNull(),
  maxMoveBps: t.integer().notNull(),
  minIntervalSeconds: t.int8({ mode: "number" }).notNull(),
  /** Absent until there is a first price. */
  tftPerUsd: t.bigint(),
  averageTftPerUsd: t.bigint(),
  index: t.bigint(),
  updatedAt: t.int8({ mode: "number" }),
}));

/** The latest report of each member of the feed's set. */
export const priceReport = onchainTable("price_report", (t) => ({
  member: t.hex().primaryKey(),
  usdPerTft: t.bigint().notNull(),
  ...occurrence(t),
}));
