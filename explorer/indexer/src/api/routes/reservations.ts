import { and, asc, count, eq, inArray } from "ponder";
import {
  account,
  epochEnd,
  nodeService,
  pricing,
  publicIp,
  reservation,
  reservationEvent,
  reservationStream,
  stream,
} from "ponder:schema";
import { formatIp } from "../../../../../sdk/directory/format-ip.ts";
import { reservationNow } from "../../reservations/reservation-now.ts";
import { statementOf } from "../../reservations/statement.ts";
import { answer } from "../answer.ts";
import { pageOf } from "../answers/common.ts";
import type { Reservation, Statement } from "../answers/reservations.ts";
import { reservation as reservationAnswer, reservationWithHistory } from "../answers/reservations.ts";
import { book } from "../settings.ts";
import type { Condition } from "../conditions.ts";
import { readQuote } from "../money.ts";
import { address, extentOf, oneOf, orderOf, paging, whole } from "../parameters.ts";
import type { Reading } from "../reading.ts";
import { missing } from "../refusal.ts";
import { getRoute, newRoutes } from "../routes.ts";
import { toAddress, toCapacity, toOccurrence } from "../shapes.ts";
import type { Standing } from "../standing.ts";
import { DEDICATION, STANDING_JOINS, readStanding, stateColumn } from "../standing.ts";

const RESERVATION_SORTS = {
  reservationId: reservation.reservationId,
  account: reservation.accountId,
  node: reservation.nodeId,
  farm: reservation.farmId,
};

export const reservationRoutes = newRoutes()
  .openapi(
    getRoute({
      path: "/reservations",
      summary: "Reservations",
      answer: pageOf(reservationAnswer),
      query: {
        account: whole("Only of this account").optional(),
        node: whole("Only on this node").optional(),
        farm: whole("Only on nodes of this farm").optional(),
        owner: address("Only of his accounts").optional(),
        state: oneOf(["pending", "active", "paused", "closed"], "At the time of the last block").optional(),
        ...paging(RESERVATION_SORTS),
      },
    }),
    (c) => {
      const query = c.req.valid("query");
      const extent = extentOf(query);
      const order = orderOf(query, RESERVATION_SORTS, { usual: "reservationId", unique: [reservation.reservationId] });
      return answer(c, async (reading) => {
        const standing = await readStanding(reading);
        const wanted = and(
          query.account === undefined ? undefined : eq(reservation.accountId, query.account),
          query.node === undefined ? undefined : eq(reservation.nodeId, query.node),
          query.farm === undefined ? undefined : eq(reservation.farmId, query.farm),
          query.owner === undefined ? undefined : eq(account.owner, query.owner),
          query.state === undefined ? undefined : eq(stateColumn(standing), query.state),
        );
        const rows = await selectReservations(reading)
          .where(wanted)
          .orderBy(...order)
          .limit(extent.limit)
          .offset(extent.offset);
        const total = await countReservations(reading, wanted);
        return { items: await toReservations(reading, standing, rows), total, ...extent };
      });
    },
  )
  .openapi(
    getRoute({
      path: "/reservations/{reservationId}",
      summary: "A reservation with all that happened to it",
      answer: reservationWithHistory,
      params: { reservationId: whole("The reservation") },
    }),
    (c) => {
      const { reservationId } = c.req.valid("param");
      return answer(c, async (reading) => {
        const rows = await selectReservations(reading).where(eq(reservation.reservationId, reservationId));
        const [found] = await toReservations(reading, await readStanding(reading), rows);
        if (found === undefined) throw missing(`reservation ${reservationId}`);
        const events = await reading.db
          .select()
          .from(reservationEvent)
          .where(eq(reservationEvent.reservationId, reservationId))
          .orderBy(asc(reservationEvent.block), asc(reservationEvent.logIndex));
        return {
          ...found,
          events: events.map((row) => ({
            name: row.name,
            streamId: row.streamId,
            details: row.details,
            happened: toOccurrence(row),
          })),
        };
      });
    },
  );

function selectReservations({ db }: Reading) {
  return db
    .select({
      reservation,
      stream,
      account,
      epochEnd,
      noticeEndsAt: nodeService.noticeEndsAt,
      closableAt: pricing.closableAt,
      dedication: { reason: DEDICATION.reason },
    })
    .from(reservation)
    .innerJoin(stream, STANDING_JOINS.stream)
    .innerJoin(account, STANDING_JOINS.account)
    .leftJoin(nodeService, STANDING_JOINS.nodeService)
    .leftJoin(pricing, STANDING_JOINS.pricing)
    .leftJoin(DEDICATION, STANDING_JOINS.dedication)
    .leftJoin(epochEnd, and(eq(epochEnd.accountId, stream.accountId), eq(epochEnd.epoch, stream.epoch)));
}

type StreamRow = typeof stream.$inferSelect;

type ReservationRow = Awaited<ReturnType<typeof selectReservations>>[number];

async function countReservations({ db }: Reading, wanted: Condition): Promise<number> {
  const [row] = await db
    .select({ total: count() })
    .from(reservation)
    .innerJoin(stream, STANDING_JOINS.stream)
    .innerJoin(account, STANDING_JOINS.account)
    .leftJoin(nodeService, STANDING_JOINS.nodeService)
    .leftJoin(pricing, STANDING_JOINS.pricing)
    .leftJoin(DEDICATION, STANDING_JOINS.dedication)
    .where(wanted);
  return row?.total ?? 0;
}

async function toReservations(
  reading: Reading,
  { deploymentWindowSeconds }: Standing,
  rows: readonly ReservationRow[],
): Promise<Reservation[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.reservation.reservationId);
  const ips = await readIps(reading, ids);
  const streams = await readStreams(reading, ids);
  const quote = await readQuote(reading);
  if (quote === undefined) throw new Error("Nothing is reserved before the first price.");
  return rows.map((row) => {
    const { reservationId } = row.reservation;
    return {
      ...toReservation(row),
      ...reservationNow({ ...row, deploymentWindowSeconds }, quote),
      ips: ips.get(reservationId) ?? [],
      statement: toStatement(streams.get(reservationId) ?? []),
    };
  });
}

/** The public addresses that reservations hold. */
async function readIps({ db }: Reading, reservationIds: readonly number[]): Promise<Map<number, string[]>> {
  const booker = book.contracts.Reservations.toLowerCase() as `0x${string}`;
  const rows = await db
    .select({ ip: publicIp.ip, holder: publicIp.holder })
    .from(publicIp)
    .where(and(inArray(publicIp.holder, reservationIds.map(BigInt)), eq(publicIp.booker, booker)))
    .orderBy(asc(publicIp.ip));
  const ips = new Map<number, string[]>();
  for (const { ip, holder } of rows) ips.set(Number(holder), [...(ips.get(Number(holder)) ?? []), formatIp(ip)]);
  return ips;
}

/** All streams that pay or paid for reservations. */
async function readStreams({ db }: Reading, reservationIds: number[]): Promise<Map<number, StreamRow[]>> {
  const rows = await db
    .select({ reservationId: reservationStream.reservationId, stream })
    .from(reservationStream)
    .innerJoin(stream, eq(stream.streamId, reservationStream.streamId))
    .where(inArray(reservationStream.reservationId, reservationIds));
  const found = new Map<number, StreamRow[]>();
  for (const row of rows) found.set(row.reservationId, [...(found.get(row.reservationId) ?? []), row.stream]);
  return found;
}

function toStatement(streams: readonly StreamRow[]): Statement {
  const { settledTo, farmUnits, providerUnits, poolUnits, refundedUnits } = statementOf(streams);
  return {
    farmUnits: String(farmUnits),
    providerUnits: String(providerUnits),
    poolUnits: String(poolUnits),
    refundedUnits: String(refundedUnits),
    ...(settledTo === undefined ? {} : { settledTo }),
  };
}

function toReservation({
  reservation: row,
  stream: paying,
  account: { owner },
}: ReservationRow): Omit<Reservation, "state" | "reason" | "ips" | "statement"> {
  return {
    reservationId: row.reservationId,
    streamId: row.streamId,
    accountId: row.accountId,
    farmId: row.farmId,
    nodeId: row.nodeId,
    owner: toAddress(owner),
    kind: row.kind,
    ...(paying.provider === null ? {} : { provider: toAddress(paying.provider) }),
    pricingVersion: paying.pricingVersion,
    capacity: toCapacity(row),
    deploymentHash: row.deploymentHash,
    ref: row.ref,
    discountableUsdPerSecond: String(paying.discountableUsdPerSecond),
    plainUsdPerSecond: String(paying.plainUsdPerSecond),
    ...updateOf(row),
    traffic: {
      dailyBytes: String(row.dailyTrafficBytes),
      chargedBytes: String(row.chargedTrafficBytes),
      chargedUnits: String(row.chargedTrafficUnits),
    },
    reserved: toOccurrence(row),
  };
}

/** The columns of an update are written together. */
function updateOf(row: typeof reservation.$inferSelect): Pick<Reservation, "update"> {
  const { updateStreamId, updateDeploymentHash, updateBlock, updateAt, updateTransaction } = row;
  if (updateStreamId === null || updateDeploymentHash === null || updateTransaction === null) return {};
  return {
    update: {
      streamId: updateStreamId,
      capacity: toCapacity({
        cru: row.updateCru ?? 0,
        mruBytes: row.updateMruBytes ?? 0n,
        sruBytes: row.updateSruBytes ?? 0n,
        hruBytes: row.updateHruBytes ?? 0n,
      }),
      deploymentHash: updateDeploymentHash,
      addedIps: (row.updateAddedIps ?? []).map(formatIp),
      requested: { block: updateBlock ?? 0, at: updateAt ?? 0, transaction: updateTransaction },
    },
  };
}
