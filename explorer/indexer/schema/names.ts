import { index, onchainTable } from "ponder";
import { occurrence } from "./columns.ts";

/** A name that somebody held or holds, by the stream that pays for it. */
export const domainName = onchainTable(
  "domain_name",
  (t) => ({
    streamId: t.int8({ mode: "number" }).primaryKey(),
    name: t.text().notNull(),
    accountId: t.int8({ mode: "number" }).notNull(),
    /** What the first month cost at once. */
    chargedUnits: t.bigint().notNull(),
    /** It was given back; nobody else may have it before. */
    freeAt: t.int8({ mode: "number" }),
    ...occurrence(t),
  }),
  ({ name, accountId }) => ({ name: index().on(name), account: index().on(accountId) }),
);
