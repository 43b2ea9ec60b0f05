import { ponder } from "ponder:registry";
import { attempt, measurement } from "ponder:schema";
import { hexToBytes } from "viem";
import { decodeLeaves } from "../../../../sdk/rules/leaf.ts";
import type { Measurement } from "../../../../sdk/rules/measurement.ts";
import { recordAction } from "../access/record-action.ts";
import { occurrenceOf } from "../chain/occurrence.ts";

ponder.on("Measurements:MeasurementsProposed", async ({ event, context }) => {
  await context.db.insert(attempt).values({ ...event.args, publishedCount: 0, rejections: 0, ...occurrenceOf(event) });
});

ponder.on("Measurements:LeavesPublished", async ({ event, context }) => {
  const { period, batch, attempt: number, firstPosition, leaves } = event.args;
  const place = { period, batch, attempt: number };
  const measurements = decodeLeaves(hexToBytes(leaves));
  const occurrence = occurrenceOf(event);
  await context.db.insert(measurement).values(
    measurements.map((one, index) => ({
      ...place,
      position: firstPosition + index,
      ...measurementColumns(one),
      ...occurrence,
    })),
  );
  await context.db
    .update(attempt, place)
    .set(({ publishedCount }) => ({ publishedCount: publishedCount + measurements.length }));
});

ponder.on("Measurements:MeasurementsPublished", async ({ event, context }) => {
  const { period, batch, attempt: number, finalAt } = event.args;
  const { block, at, transaction } = occurrenceOf(event);
  await context.db
    .update(attempt, { period, batch, attempt: number })
    .set({ finalAt, publishedBlock: block, publishedAt: at, publishedTransaction: transaction });
});

ponder.on("Measurements:MeasurementsRejected", async ({ event, context }) => {
  const { period, batch, attempt: number, rejections } = event.args;
  const { block, at, transaction } = occurrenceOf(event);
  await context.db
    .update(attempt, { period, batch, attempt: number })
    .set({ rejections, rejectedBlock: block, rejectedAt: at, rejectedTransaction: transaction });
  await recordAction(context.db, event, "Measurements:MeasurementsRejected");
});

function measurementColumns({ capacity, corrects, ...rest }: Measurement) {
  return { ...rest, ...capacity, correctsBatch: corrects?.batch, correctsPosition: corrects?.position };
}
