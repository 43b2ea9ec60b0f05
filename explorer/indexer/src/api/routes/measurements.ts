import { and, asc, eq, gt, isNull, lte, or, sql } from "ponder";
import { attempt, measurement } from "ponder:schema";
import { answer } from "../answer.ts";
import { pageOf } from "../answers/common.ts";
import type { Measurement } from "../answers/nodes.ts";
import { measurement as measurementAnswer } from "../answers/nodes.ts";
import type { Condition } from "../conditions.ts";
import { answerCsv } from "../csv.ts";
import { toPage } from "../page.ts";
import { extentOf, orderOf, paging, whole } from "../parameters.ts";
import type { Reading } from "../reading.ts";
import { csvRoute, getRoute, newRoutes } from "../routes.ts";
import { toCapacity, toOccurrence } from "../shapes.ts";

const MEASUREMENT_SORTS = {
  period: measurement.period,
  position: measurement.position,
  node: measurement.nodeId,
  uptimeSeconds: measurement.uptimeSeconds,
};

const PLACE = [measurement.period, measurement.batch, measurement.attempt, measurement.position];

export const measurementRoutes = newRoutes()
  .openapi(
    getRoute({
      path: "/nodes/{nodeId}/measurements",
      summary: "What attestors stated of a node, the latest period first",
      answer: pageOf(measurementAnswer),
      params: { nodeId: whole("The node") },
      query: paging(MEASUREMENT_SORTS),
    }),
    (c) => {
      const query = c.req.valid("query");
      const wanted = eq(measurement.nodeId, c.req.valid("param").nodeId);
      const extent = extentOf(query);
      const order = orderOf(query, MEASUREMENT_SORTS, { usual: "-period", unique: PLACE });
      return answer(c, (reading) =>
        toPage(
          extent,
          selectMeasurements(reading)
            .where(wanted)
            .orderBy(...order)
            .limit(extent.limit)
            .offset(extent.offset),
          reading.db.$count(measurement, wanted),
          toMeasurement,
        ),
      );
    },
  )
  .openapi(
    getRoute({
      path: "/periods/{period}/measurements",
      summary: "The leaves that were published for a period, in their order",
      answer: pageOf(measurementAnswer),
      params: { period: whole("The period") },
      query: {
        batch: whole("0 is the period's own, more are corrections").optional(),
        attempt: whole("Only of this attempt").optional(),
        farm: whole("Only of this farm").optional(),
        ...paging(MEASUREMENT_SORTS),
      },
    }),
    (c) => {
      const query = c.req.valid("query");
      const wanted = and(
        eq(measurement.period, c.req.valid("param").period),
        query.batch === undefined ? undefined : eq(measurement.batch, query.batch),
        query.attempt === undefined ? undefined : eq(measurement.attempt, query.attempt),
        query.farm === undefined ? undefined : eq(measurement.farmId, query.farm),
      );
      const extent = extentOf(query);
      const order = orderOf(query, MEASUREMENT_SORTS, { usual: "period", unique: PLACE });
      return answer(c, (reading) =>
        toPage(
          extent,
          selectMeasurements(reading)
            .where(wanted)
            .orderBy(...order)
            .limit(extent.limit)
            .offset(extent.offset),
          reading.db.$count(measurement, wanted),
          toMeasurement,
        ),
      );
    },
  )
  .openapi(
    csvRoute({
      path: "/periods/{period}/measurements.csv",
      summary: "All leaves that were published for a period, as a file",
      params: { period: whole("The period") },
    }),
    async (c) => {
      const { period } = c.req.valid("param");
      return answerCsv(c, {
        name: `measurements-of-period-${period}.csv`,
        head: CSV_HEAD,
        readAfter: (reading, last: MeasurementRow | undefined, limit, toBlock) =>
          selectMeasurements(reading)
            .where(and(eq(measurement.period, period), lte(measurement.block, toBlock), follows(last?.measurement)))
            .orderBy(...PLACE.map((column) => asc(column)))
            .limit(limit),
        toCells: toCsvCells,
      });
    },
  );

const CSV_HEAD = [
  "period",
  "batch",
  "attempt",
  "position",
  "farm",
  "node",
  "terms",
  "uptime_seconds",
  "violation",
  "cru",
  "mru_bytes",
  "sru_bytes",
  "hru_bytes",
  "nru_bytes",
  "ip_seconds",
  "is_final",
  "transaction",
];

function selectMeasurements({ db, now }: Reading) {
  return db
    .select({ measurement, isFinal: sql<boolean>`${attempt.finalAt} <= ${now} AND ${isNull(attempt.rejectedAt)}` })
    .from(measurement)
    .innerJoin(
      attempt,
      and(
        eq(attempt.period, measurement.period),
        eq(attempt.batch, measurement.batch),
        eq(attempt.attempt, measurement.attempt),
      ),
    );
}

type MeasurementRow = Awaited<ReturnType<typeof selectMeasurements>>[number];

function follows(last: typeof measurement.$inferSelect | undefined): Condition {
  if (last === undefined) return undefined;
  const { batch, attempt: number, position } = last;
  return or(
    gt(measurement.batch, batch),
    and(eq(measurement.batch, batch), gt(measurement.attempt, number)),
    and(eq(measurement.batch, batch), eq(measurement.attempt, number), gt(measurement.position, position)),
  );
}

function toMeasurement({ measurement: row, isFinal }: MeasurementRow): Measurement {
  const { nodeId, period, batch, attempt: number, position, uptimeSeconds, termsIndex, violation } = row;
  const { nruBytes, ipSeconds, correctsBatch, correctsPosition } = row;
  return {
    nodeId,
    period,
    batch,
    attempt: number,
    position,
    uptimeSeconds,
    termsIndex,
    violation,
    capacity: toCapacity(row),
    nruBytes: String(nruBytes),
    ipSeconds,
    ...(correctsBatch === null || correctsPosition === null
      ? {}
      : { corrects: { batch: correctsBatch, position: correctsPosition } }),
    // Unknown, in SQL, while not all leaves are published.
    isFinal: isFinal === true,
    published: toOccurrence(row),
  };
}

function toCsvCells({ measurement: row, isFinal }: MeasurementRow) {
  return [
    row.period,
    row.batch,
    row.attempt,
    row.position,
    row.farmId,
    row.nodeId,
    row.termsIndex,
    row.uptimeSeconds,
    row.violation,
    row.cru,
    row.mruBytes,
    row.sruBytes,
    row.hruBytes,
    row.nruBytes,
    row.ipSeconds,
    String(isFinal === true),
    row.transaction,
  ];
}
