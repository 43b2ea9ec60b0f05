import type { Context, Event } from "ponder:registry";
import { claimUnderWay, payment } from "ponder:schema";
import { occurrenceOf } from "../chain/occurrence.ts";

/** TFT that reached a farm's payout address. */
export async function recordPayment(
  db: Context["db"],
  event: Pick<Event, "id" | "block" | "transaction" | "log">,
  paid: Pick<typeof payment.$inferInsert, "farmId" | "kind" | "payout" | "tftUnits">,
): Promise<void> {
  await db.insert(payment).values({ eventId: event.id, ...paid, logIndex: event.log.logIndex, ...occurrenceOf(event) });
}

/** A claim mints right after it has settled: the mint that follows in its transaction is the farm's. */
export async function payClaim(db: Context["db"], event: Event<"TFT:Transfer">): Promise<void> {
  const { hash: transaction } = event.transaction;
  const claim = await db.find(claimUnderWay, { transaction });
  if (claim === null) return;

  const { to: payout, value: tftUnits } = event.args;
  await recordPayment(db, event, { farmId: claim.farmId, kind: "reward", payout, tftUnits });
  await db.delete(claimUnderWay, { transaction });
}
