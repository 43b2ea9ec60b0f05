import type { Context, Event } from "ponder:registry";
import { account, accountEntry } from "ponder:schema";
import { occurrenceOf } from "../chain/occurrence.ts";

type AccountRow = typeof account.$inferSelect;

/** The row of an account that an event is about: it stays so, whatever the handler writes. */
export async function accountRow(db: Context["db"], accountId: number): Promise<AccountRow> {
  const row = await db.find(account, { accountId });
  if (row === null) throw new Error(`The event is about account ${accountId}, which was never opened.`);
  // Ponder gives the row itself, which later writes change.
  return { ...row };
}

/** Something that changed an account's money at once. */
export async function recordEntry(
  db: Context["db"],
  event: Pick<Event, "id" | "block" | "transaction" | "log">,
  entry: Pick<typeof accountEntry.$inferInsert, "accountId" | "kind" | "tftUnits" | "counterparty">,
): Promise<void> {
  await db
    .insert(accountEntry)
    .values({ eventId: event.id, ...entry, logIndex: event.log.logIndex, ...occurrenceOf(event) });
}
