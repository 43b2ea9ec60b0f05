import { onchainTable } from "ponder";
import { occurrence } from "./columns.ts";

export const pricing = onchainTable("pricing", (t) => ({
  version: t.integer().primaryKey(),
  cuRate: t.bigint().notNull(),
  suRate: t.bigint().notNull(),
  ipv4Rate: t.bigint().notNull(),
  nameRate: t.bigint().notNull(),
  trafficUsdPerGb: t.bigint().notNull(),
  dedicatedBps: t.integer().notNull(),
  certifiedBps: t.integer().notNull(),
  farmBps: t.integer().notNull(),
  foundationBps: t.integer().notNull(),
  stakersBps: t.integer().notNull(),
  foundation: t.hex().notNull(),
  stakers: t.hex().notNull(),
  /** It is retired: from then on anybody may close what uses it. */
  closableAt: t.int8({ mode: "number" }),
  ...occurrence(t),
}));
