import type { Context } from "ponder:registry";
import { ponder } from "ponder:registry";
import { account, settlement, stream } from "ponder:schema";
import { zeroAddress } from "viem";
import { positionAt } from "../../../../sdk/rules/account.ts";
import { occurrenceOf } from "../chain/occurrence.ts";
import { quoteIn } from "../oracle/quote.ts";
import { recordStreamEvent } from "../reservations/record-event.ts";
import { booksOf, withPending, withRunning } from "./books.ts";
import { accountRow } from "./entries.ts";

type StreamRow = typeof stream.$inferSelect;

// The escrow writes the account before it tells of a stream that opens or starts, and after it tells of one that closes. A
// write charges at the rates that held before it: the account is therefore charged before a closed stream's are taken off.

ponder.on("Escrow:StreamOpened", async ({ event, context }) => {
  const { streamId, accountId, farmId, operator, request, epoch, held } = event.args;
  const rates = { discountableUsdPerSecond: request.discountableRate, plainUsdPerSecond: request.plainRate };
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
    farmUnits: 0n,
    providerUnits: 0n,
    poolUnits: 0n,
    refundedUnits: 0n,
    ...occurrenceOf(event),
  });
  await context.db.update(account, { accountId }).set((row) => withPending(row, rates, 1n));
});

ponder.on("Escrow:StreamStarted", async ({ event, context }) => {
  const row = await streamRow(context.db, event.args.streamId);
  const { streamId, accountId } = row;
  await context.db.update(stream, { streamId }).set({ status: "running", startedAt: Number(event.block.timestamp) });
  await context.db.update(account, { accountId }).set((found) => withRunning(withPending(found, row, -1n), row, 1n));
  await recordStreamEvent(context.db, event, "StreamStarted");
});

ponder.on("Escrow:StreamClosed", async ({ event, context }) => {
  const { forfeited, stoppedAt } = event.args;
  const row = await streamRow(context.db, event.args.streamId);
  const { streamId, accountId } = row;
  const isDead = await isOfEndedEpoch(context.db, row, event.block);
  await context.db.update(stream, { streamId }).set({
    status: closedStatus(row, isDead, stoppedAt),
    forfeitedUnits: forfeited,
    stoppedAt: stoppedAt === 0 ? null : stoppedAt,
    closedAt: Number(event.block.timestamp),
  });
  if (!isDead) {
    const without = row.status === "pending" ? withPending : withRunning;
    await chargeUntil(context.db, accountId, event.block);
    await context.db.update(account, { accountId }).set((found) => without(found, row, -1n));
  }
  await recordStreamEvent(context.db, event, "StreamClosed");
});

ponder.on("Escrow:StreamSettled", async ({ event, context }) => {
  const { streamId: id, to, farmUnits, providerUnits, poolUnits, refundedUnits } = event.args;
  const streamId = Number(id);
  const shares = { farmUnits, providerUnits, poolUnits, refundedUnits };
  await context.db.insert(settlement).values({
    eventId: event.id,
    streamId,
    kind: "settled",
    to,
    ...shares,
    logIndex: event.log.logIndex,
    ...occurrenceOf(event),
  });
  await context.db.update(stream, { streamId }).set((row) => ({ ...sumOf(row, shares), settledTo: to }));
  await recordStreamEvent(context.db, event, "StreamSettled");
});

ponder.on("Escrow:StreamCharged", async ({ event, context }) => {
  const { streamId: id, farmUnits, providerUnits, poolUnits } = event.args;
  const streamId = Number(id);
  const shares = { farmUnits, providerUnits, poolUnits, refundedUnits: 0n };
  await context.db.insert(settlement).values({
    eventId: event.id,
    streamId,
    kind: "charged",
    ...shares,
    logIndex: event.log.logIndex,
    ...occurrenceOf(event),
  });
  await context.db.update(stream, { streamId }).set((row) => sumOf(row, shares));
  await recordStreamEvent(context.db, event, "StreamCharged");
});

async function streamRow(db: Context["db"], streamId: bigint): Promise<StreamRow> {
  const row = await db.find(stream, { streamId: Number(streamId) });
  if (row === null) throw new Error(`The event is about stream ${streamId}, which was never opened.`);
  return row;
}

/** The account's epoch may be over although nobody has written it since. */
async function isOfEndedEpoch(
  db: Context["db"],
  { accountId, epoch }: StreamRow,
  block: { readonly timestamp: bigint },
): Promise<boolean> {
  const row = await accountRow(db, accountId);
  if (row.epoch !== epoch) return true;
  const { index } = await quoteIn(db, block);
  return positionAt(booksOf(row), index).status === "exhausted";
}

/** Brings the accumulators to now at the rates that hold until now; the write that follows in the block adds nothing. */
async function chargeUntil(db: Context["db"], accountId: number, block: { readonly timestamp: bigint }): Promise<void> {
  const { index } = await quoteIn(db, block);
  const row = await accountRow(db, accountId);
  const { charged } = positionAt(booksOf(row), index);
  await db
    .update(account, { accountId })
    .set({ index, chargedDiscountable: charged.discountable, chargedPlain: charged.plain });
}

/** {IEscrow-StreamClosed} tells no status: it follows from the one before, and from whether anything is left to settle. */
function closedStatus(row: StreamRow, isDead: boolean, stoppedAt: number): StreamRow["status"] {
  if (row.status === "pending") return "ended";
  if (isDead) return "dead";
  return stoppedAt > (row.settledTo ?? row.startedAt ?? 0) ? "stopped" : "ended";
}

type Shares = Pick<StreamRow, "farmUnits" | "providerUnits" | "poolUnits" | "refundedUnits">;

function sumOf(row: Shares, shares: Shares): Shares {
  return {
    farmUnits: row.farmUnits + shares.farmUnits,
    providerUnits: row.providerUnits + shares.providerUnits,
    poolUnits: row.poolUnits + shares.poolUnits,
    refundedUnits: row.refundedUnits + shares.refundedUnits,
  };
}
