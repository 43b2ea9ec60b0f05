import { onchainTable } from "ponder";
import { occurrence } from "./columns.ts";

/** The one row of the token. */
export const supply = onchainTable("supply", (t) => ({
  token: t.hex().primaryKey(),
  supplyUnits: t.bigint().notNull(),
  mintedUnits: t.bigint().notNull(),
  burnedUnits: t.bigint().notNull(),
  capUnits: t.bigint().notNull(),
}));

/** What happened to TFT in a minting period, by the time of the transactions. */
export const tftOfPeriod = onchainTable("tft_of_period", (t) => ({
  period: t.integer().primaryKey(),
  mintedUnits: t.bigint().notNull(),
  burnedUnits: t.bigint().notNull(),
  claimedUnits: t.bigint().notNull(),
  earnedUnits: t.bigint().notNull(),
}));

export const minter = onchainTable("minter", (t) => ({
  minter: t.hex().primaryKey(),
  capacityUnits: t.bigint().notNull(),
  refillUnitsPerSecond: t.bigint().notNull(),
  availableUnits: t.bigint().notNull(),
  ...occurrence(t),
}));
