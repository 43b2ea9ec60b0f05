import { onchainTable } from "ponder";

export const farm = onchainTable("farm", (t) => ({
  farmId: t.integer().primaryKey(),
  name: t.text().notNull(),
  owner: t.hex().notNull(),
  payout: t.hex().notNull(),
}));
