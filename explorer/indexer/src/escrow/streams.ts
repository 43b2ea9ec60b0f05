import type { Context } from "ponder:registry";
import { ponder } from "ponder:registry";
import { account, stream } from "ponder:schema";
import { zeroAddress } from "viem";
import { occurrenceOf } from "../chain/occurrence.ts";
import { quoteIn } from "../oracle/quote.ts";
import { recordStreamEvent } from "../reservations/record-event.ts";
import { withPending, withRunning } from "./books.ts";
import { shareOut } from "./settlements.ts";
import { streamFacts } from "./stream-facts.ts";
import { chargedOf, owedOf } from "./stream-now.ts";

type StreamRow = typeof stream.$inferSelect;

// The escrow writes the account before it tells of a stream that opens or starts, and after it tells of one that closes. A
// write charges at the rates that held before it: the account is therefore charged before a closed stream's are taken off.

ponder.on("Escrow:StreamOpened", async ({ event, context }) => {
  const { streamId, accountId, farmId, operator, request, epoch, held } = event.args;
  const rates = { discountableUsdPerSecond: request.discountableRate, plainUsdPerSecond: request.plainRate };
  const occurrence = occurrenceOf(event);
  await context.db.insert(stream).values({
    streamId: Number(streamId),
    accountId,
    farmId,
    nodeId: request.nodeId,
    operator,
    provider: request.provider === zeroAddress ? null : request.provider,
    providerBps: request.providerBps,
    pricingVersion: request.pricingVersion,
    ...rates,
    epoch: BigInt(epoch),
    status: "pending",
    heldUnits: held,
    forfeitedUnits: 0n,
    settledTo: occurrence.at,
    settledDiscountable: 0n,
    settledPlain: 0n,
    owedUnits: 0n,
    farmUnits: 0n,
    providerUnits: 0n,
    poolUnits: 0n,
    refundedUnits: 0n,
    ...occurrence,
  });
  await context.db.update(account, { accountId }).set((row) => withPending(row, rates, 1n));
});

ponder.on("Escrow:StreamStarted", async ({ event, context }) => {
  const { stream: row, account: payer } = await streamFacts(context.db, event.args.streamId);
  const { at } = occurrenceOf(event);
  await context.db.update(stream, { streamId: row.streamId }).set({
    status: "running",
    startedAt: at,
    settledTo: at,
    settledDiscountable: payer.chargedDiscountable,
    settledPlain: payer.chargedPlain,
  });
  await context.db
    .update(account, { accountId: row.accountId })
    .set((found) => withRunning(withPending(found, row, -1n), row, 1n));
  await recordStreamEvent(context.db, event, "StreamStarted");
});

ponder.on("Escrow:StreamClosed", async ({ event, context }) => {
  const { units, forfeited, stoppedAt } = event.args;
  const facts = await streamFacts(context.db, event.args.streamId);
  const { stream: row } = facts;
  const { streamId, accountId } = row;
  const { index } = await quoteIn(context.db, event.block);
  const { charged, isOver } = chargedOf(facts, { index });
  const status = closedStatus(row, isOver, stoppedAt);
  const to = stoppedAt === 0 ? null : stoppedAt;
  await context.db.update(stream, { streamId }).set({
    status,
    forfeitedUnits: forfeited,
    owedUnits: status === "stopped" ? units : 0n,
    stoppedAt: to,
    closedAt: Number(event.block.timestamp),
  });
  // What accrued after a stream's end goes back to its payer.
  const refundedUnits = stoppedAt === 0 ? 0n : owedOf(row, charged).units - units;
  if (forfeited + refundedUnits > 0n) {
    const shares = { farmUnits: 0n, providerUnits: 0n, poolUnits: forfeited, refundedUnits };
    await shareOut(context.db, event, row, { kind: "closed", to, shares });
  }
  if (!isOver) await removeRates(context.db, accountId, row, { index, charged });
  await recordStreamEvent(context.db, event, "StreamClosed");
});

/** Brings the accumulators to now at the rates that hold until now; the write that follows in the block adds nothing. */
async function removeRates(
  db: Context["db"],
  accountId: number,
  row: StreamRow,
  { index, charged }: Readonly<{ index: bigint; charged: { discountable: bigint; plain: bigint } }>,
): Promise<void> {
  const without = row.status === "pending" ? withPending : withRunning;
  await db.update(account, { accountId }).set((found) => ({
    index,
    chargedDiscountable: charged.discountable,
    chargedPlain: charged.plain,
    ...without(found, row, -1n),
  }));
}

/** {IEscrow-StreamClosed} tells no status: it follows from the one before, and from whether anything is left to settle. */
function closedStatus(row: StreamRow, isDead: boolean, stoppedAt: number): StreamRow["status"] {
  if (row.status === "pending") return "ended";
  if (isDead) return "dead";
  return stoppedAt > row.settledTo ? "stopped" : "ended";
}
