import type { Context, Event } from "ponder:registry";
import { ponder } from "ponder:registry";
import { delegate, settlement, stream } from "ponder:schema";
import type { TimedQuote } from "../../../../sdk/rules/account-forecast.ts";
import type { Accumulators } from "../../../../sdk/rules/account.ts";
import { chargedUntil } from "../../../../sdk/rules/stream.ts";
import { occurrenceOf } from "../chain/occurrence.ts";
import { quoteIn } from "../oracle/quote.ts";
import { recordStreamEvent } from "../reservations/record-event.ts";
import { addCredits } from "./credits.ts";
import type { Shares } from "./credits.ts";
import { streamFacts } from "./stream-facts.ts";
import type { StreamFacts } from "./stream-now.ts";
import { chargedOf } from "./stream-now.ts";

type StreamRow = typeof stream.$inferSelect;

ponder.on("Escrow:StreamSettled", async ({ event, context }) => {
  const { streamId, to, farmUnits, providerUnits, poolUnits, refundedUnits } = event.args;
  const facts = await streamFacts(context.db, streamId);
  const settled = settledAccumulators(facts, await quoteIn(context.db, event.block), to);
  await context.db.update(stream, { streamId: Number(streamId) }).set({
    settledTo: to,
    settledDiscountable: settled.discountable,
    settledPlain: settled.plain,
    owedUnits: 0n,
  });
  const shares = { farmUnits, providerUnits, poolUnits, refundedUnits };
  await shareOut(context.db, event, facts.stream, { kind: "settled", to, shares });
  await recordStreamEvent(context.db, event, "StreamSettled");
});

ponder.on("Escrow:StreamCharged", async ({ event, context }) => {
  const { streamId, farmUnits, providerUnits, poolUnits } = event.args;
  const { stream: row } = await streamFacts(context.db, streamId);
  const shares = { farmUnits, providerUnits, poolUnits, refundedUnits: 0n };
  await shareOut(context.db, event, row, { kind: "charged", to: null, shares });
  await useCharge(context.db, row, farmUnits + providerUnits + poolUnits);
  await recordStreamEvent(context.db, event, "StreamCharged");
});

/** Notes who got how much of a stream's money. */
export async function shareOut(
  db: Context["db"],
  event: Pick<Event, "id" | "block" | "transaction" | "log">,
  row: StreamRow,
  { kind, to, shares }: Pick<typeof settlement.$inferSelect, "kind" | "to"> & { readonly shares: Shares },
): Promise<void> {
  const { streamId } = row;
  const { logIndex } = event.log;
  await db
    .insert(settlement)
    .values({ eventId: event.id, streamId, kind, to, ...shares, logIndex, ...occurrenceOf(event) });
  await db.update(stream, { streamId }).set((found) => sumOf(found, shares));
  await addCredits(db, row, shares);
}

/** Up to where the accumulators are settled. A stream that stopped has none any more: what it is owed was fixed then. */
function settledAccumulators(facts: StreamFacts, quote: TimedQuote, to: number): Accumulators {
  const { status, settledTo, settledDiscountable, settledPlain } = facts.stream;
  const settled = { to: settledTo, charged: { discountable: settledDiscountable, plain: settledPlain } };
  if (status === "stopped") return settled.charged;

  const { charged, isOver } = chargedOf(facts, quote);
  return isOver ? charged : chargedUntil(settled, { to: Number(quote.timestamp), charged }, to);
}

/** An operator may charge so much less. */
async function useCharge(db: Context["db"], { accountId, operator }: StreamRow, units: bigint): Promise<void> {
  await db
    .update(delegate, { accountId, delegate: operator, kind: "operator" })
    .set(({ maxCharge }) => ({ maxCharge: (maxCharge ?? 0n) - units }));
}

function sumOf(row: Shares, shares: Shares): Shares {
  return {
    farmUnits: row.farmUnits + shares.farmUnits,
    providerUnits: row.providerUnits + shares.providerUnits,
    poolUnits: row.poolUnits + shares.poolUnits,
    refundedUnits: row.refundedUnits + shares.refundedUnits,
  };
}
