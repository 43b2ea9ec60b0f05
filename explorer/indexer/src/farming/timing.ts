import { ponder } from "ponder:registry";
import { measurementTiming } from "ponder:schema";

ponder.on("Measurements:MeasurementsStarted", async ({ event, context }) => {
  const { submissionDelay, dueDelay, publicationTime, reviewWindow } = event.args.timing;
  await context.db.insert(measurementTiming).values({
    contract: event.log.address,
    submissionDelaySeconds: submissionDelay,
    dueDelaySeconds: dueDelay,
    publicationTimeSeconds: publicationTime,
    reviewWindowSeconds: reviewWindow,
  });
});
