import { ponder } from "ponder:registry";
import { price, priceFeed, priceReport } from "ponder:schema";
import { occurrenceOf } from "../chain/occurrence.ts";

ponder.on("MedianPriceFeed:PriceFeedStarted", async ({ event, context }) => {
  const { lowest, highest, maxMoveBps, minInterval, maxAge } = event.args.limits;
  await context.db.insert(priceFeed).values({
    feed: event.log.address,
    lowestUsdPerTft: lowest,
    highestUsdPerTft: highest,
    maxMoveBps,
    minIntervalSeconds: minInterval,
    maxAgeSeconds: maxAge,
  });
});

ponder.on("MedianPriceFeed:PriceUpdated", async ({ event, context }) => {
  const { usdPerTft, tftPerUsd, averageTftPerUsd, index } = event.args;
  const occurrence = occurrenceOf(event);
  await context.db.insert(price).values({
    eventId: event.id,
    usdPerTft,
    tftPerUsd,
    averageTftPerUsd,
    index,
    logIndex: event.log.logIndex,
    ...occurrence,
  });
  await context.db
    .update(priceFeed, { feed: event.log.address })
    .set({ tftPerUsd, averageTftPerUsd, index, updatedAt: occurrence.at });
});

ponder.on("MedianPriceFeed:PriceReported", async ({ event, context }) => {
  const { member, usdPerTft } = event.args;
  const row = { usdPerTft, ...occurrenceOf(event) };
  await context.db
    .insert(priceReport)
    .values({ member, ...row })
    .onConflictDoUpdate(row);
});
