import type { Context } from "ponder:registry";
import { ponder } from "ponder:registry";
import { reservation, reservationStream, stream } from "ponder:schema";
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
  const { accountId, nodeId, kind, capacity, deploymentHash, ref } = event.args;
  const reservationId = Number(event.args.reservationId);
  const opened = await context.db.find(stream, { streamId: reservationId });
  if (opened === null) throw new Error(`Reservation ${reservationId} has no stream.`);
  await context.db.insert(reservation).values({
    reservationId,
    streamId: reservationId,
    accountId,
    nodeId,
    farmId: opened.farmId,
    kind: KINDS[kind - 1] ?? "shared",
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
  await recordReservationEvent(context.db, event, { reservationId, streamId: reservationId, name: "Reserved" });
});

ponder.on("Reservations:UpdateRequested", async ({ event, context }) => {
  const { capacity, deploymentHash, addedIps } = event.args;
  const [reservationId, streamId] = [Number(event.args.reservationId), Number(event.args.streamId)];
  const { cru, mruBytes, sruBytes, hruBytes } = capacityColumns(capacity);
  const { block, at, transaction } = occurrenceOf(event);
  await context.db.update(reservation, { reservationId }).set({
    updateStreamId: streamId,
    updateCru: cru,
    updateMruBytes: mruBytes,
    updateSruBytes: sruBytes,
    updateHruBytes: hruBytes,
    updateDeploymentHash: deploymentHash,
    updateAddedIps: [...addedIps],
    updateBlock: block,
    updateAt: at,
    updateTransaction: transaction,
  });
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
  await context.db.update(reservation, { reservationId }).set({ reason, ...NO_UPDATE });
  const streamId = await streamOf(context.db, reservationId);
  await recordReservationEvent(context.db, event, { reservationId, streamId, name: "ReservationClosed" });
});

ponder.on("Reservations:TrafficAllowanceSet", async ({ event, context }) => {
  const { dailyBytes } = event.args;
  const reservationId = Number(event.args.reservationId);
  await context.db.update(reservation, { reservationId }).set({ dailyTrafficBytes: dailyBytes });
  const streamId = await streamOf(context.db, reservationId);
  await recordReservationEvent(context.db, event, { reservationId, streamId, name: "TrafficAllowanceSet" });
});

ponder.on("Reservations:TrafficCharged", async ({ event, context }) => {
  const { totalBytes, units } = event.args;
  const reservationId = Number(event.args.reservationId);
  await context.db.update(reservation, { reservationId }).set(({ chargedTrafficUnits }) => ({
    chargedTrafficBytes: totalBytes,
    chargedTrafficUnits: chargedTrafficUnits + units,
  }));
  const streamId = await streamOf(context.db, reservationId);
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

async function streamOf(db: Context["db"], reservationId: number): Promise<number> {
  return (await db.find(reservation, { reservationId }))?.streamId ?? reservationId;
}
