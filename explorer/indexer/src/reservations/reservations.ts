import type { Context, Event } from "ponder:registry";
import { ponder } from "ponder:registry";
import { dedication, reservation, reservationStream, stream } from "ponder:schema";
import { CLOSE_REASONS } from "../../../../sdk/reservations/read-reservation.ts";
import { occurrenceOf } from "../chain/occurrence.ts";
import { capacityColumns } from "../directory/capacity.ts";
import { recordReservationEvent } from "./record-event.ts";

type ReservationRow = typeof reservation.$inferSelect;

/** The position in this list is the code on chain, counted from 1. */
const KINDS = ["shared", "dedicated", "included"] as const;

const NO_UPDATE = {
  updateStreamId: null,
  updateCru: null,
  updateMruBytes: null,
  updateSruBytes: null,
  updateHruBytes: null,
  updateDeploymentHash: null,
  updateAddedIps: null,
  updateBlock: null,
  updateAt: null,
  updateTransaction: null,
};

ponder.on("Reservations:Reserved", async ({ event, context }) => {
  const { accountId, nodeId, capacity, deploymentHash, ref } = event.args;
  const kind = KINDS[event.args.kind - 1] ?? "shared";
  const reservationId = Number(event.args.reservationId);
  const opened = await context.db.find(stream, { streamId: reservationId });
  if (opened === null) throw new Error(`Reservation ${reservationId} has no stream.`);
  await context.db.insert(reservation).values({
    reservationId,
    streamId: reservationId,
    accountId,
    nodeId,
    farmId: opened.farmId,
    kind,
    dedicationId: kind === "included" ? await dedicationOf(context.db, nodeId) : null,
    reason: "none",
    ...capacityColumns(capacity),
    deploymentHash,
    ref,
    dailyTrafficBytes: 0n,
    chargedTrafficBytes: 0n,
    chargedTrafficUnits: 0n,
    ...occurrenceOf(event),
  });
  await context.db.insert(reservationStream).values({ streamId: reservationId, reservationId });
  if (kind === "dedicated") {
    await context.db.insert(dedication).values({ nodeId, reservationId }).onConflictDoUpdate({ reservationId });
  }
  await recordReservationEvent(context.db, event, { reservationId, streamId: reservationId, name: "Reserved" });
});

ponder.on("Reservations:UpdateRequested", async ({ event, context }) => {
  const [reservationId, streamId] = [Number(event.args.reservationId), Number(event.args.streamId)];
  const present = await context.db.find(stream, { streamId });
  // Before the first acknowledgement, which comes with the start of its stream, a new hash needs no other.
  const isAtOnce = streamId === reservationId && present?.status === "pending";
  const change = isAtOnce ? { deploymentHash: event.args.deploymentHash } : updateColumns(event);
  await context.db.update(reservation, { reservationId }).set(change);
  await context.db.insert(reservationStream).values({ streamId, reservationId }).onConflictDoNothing();
  await recordReservationEvent(context.db, event, { reservationId, streamId, name: "UpdateRequested" });
});

ponder.on("Reservations:UpdateWithdrawn", async ({ event, context }) => {
  const [reservationId, streamId] = [Number(event.args.reservationId), Number(event.args.streamId)];
  await context.db.update(reservation, { reservationId }).set(NO_UPDATE);
  await recordReservationEvent(context.db, event, { reservationId, streamId, name: "UpdateWithdrawn" });
});

ponder.on("Reservations:Acknowledged", async ({ event, context }) => {
  const { deploymentHash } = event.args;
  const [reservationId, streamId] = [Number(event.args.reservationId), Number(event.args.streamId)];
  await context.db
    .update(reservation, { reservationId })
    .set((row) => ({ ...acknowledgedCapacity(row), streamId, deploymentHash, ...NO_UPDATE }));
  await recordReservationEvent(context.db, event, { reservationId, streamId, name: "Acknowledged" });
});

ponder.on("Reservations:ReservationClosed", async ({ event, context }) => {
  const reservationId = Number(event.args.reservationId);
  const reason = CLOSE_REASONS[event.args.reason] ?? "none";
  const { streamId, kind, nodeId } = await reservationRow(context.db, reservationId);
  await context.db.update(reservation, { reservationId }).set({ reason });
  if (kind === "dedicated") await context.db.update(dedication, { nodeId }).set({ reservationId: null });
  await recordReservationEvent(context.db, event, { reservationId, streamId, name: "ReservationClosed" });
});

ponder.on("Reservations:TrafficAllowanceSet", async ({ event, context }) => {
  const { dailyBytes } = event.args;
  const reservationId = Number(event.args.reservationId);
  await context.db.update(reservation, { reservationId }).set({ dailyTrafficBytes: dailyBytes });
  const { streamId } = await reservationRow(context.db, reservationId);
  await recordReservationEvent(context.db, event, { reservationId, streamId, name: "TrafficAllowanceSet" });
});

ponder.on("Reservations:TrafficCharged", async ({ event, context }) => {
  const { totalBytes, units } = event.args;
  const reservationId = Number(event.args.reservationId);
  await context.db.update(reservation, { reservationId }).set(({ chargedTrafficUnits }) => ({
    chargedTrafficBytes: totalBytes,
    chargedTrafficUnits: chargedTrafficUnits + units,
  }));
  const { streamId } = await reservationRow(context.db, reservationId);
  await recordReservationEvent(context.db, event, { reservationId, streamId, name: "TrafficCharged" });
});

/** What an acknowledged update makes of the reservation; a first acknowledgement changes nothing. */
function acknowledgedCapacity(row: ReservationRow) {
  const { cru, mruBytes, sruBytes, hruBytes } = row;
  return {
    cru: row.updateCru ?? cru,
    mruBytes: row.updateMruBytes ?? mruBytes,
    sruBytes: row.updateSruBytes ?? sruBytes,
    hruBytes: row.updateHruBytes ?? hruBytes,
  };
}

function updateColumns(event: Event<"Reservations:UpdateRequested">) {
  const { streamId, capacity, deploymentHash, addedIps } = event.args;
  const { cru, mruBytes, sruBytes, hruBytes } = capacityColumns(capacity);
  const { block, at, transaction } = occurrenceOf(event);
  return {
    updateStreamId: Number(streamId),
    updateCru: cru,
    updateMruBytes: mruBytes,
    updateSruBytes: sruBytes,
    updateHruBytes: hruBytes,
    updateDeploymentHash: deploymentHash,
    updateAddedIps: [...addedIps],
    updateBlock: block,
    updateAt: at,
    updateTransaction: transaction,
  };
}

async function dedicationOf(db: Context["db"], nodeId: number): Promise<number | null> {
  return (await db.find(dedication, { nodeId }))?.reservationId ?? null;
}

async function reservationRow(db: Context["db"], reservationId: number): Promise<ReservationRow> {
  const row = await db.find(reservation, { reservationId });
  if (row === null) throw new Error(`The event is about reservation ${reservationId}, which was never made.`);
  return row;
}
