import { ponder } from "ponder:registry";
import { claimUnderWay, owed, receipt, rewardsRange } from "ponder:schema";
import { toOutcome } from "../../../../sdk/rewards/outcome.ts";
import { recordAction } from "../access/record-action.ts";
import { occurrenceOf } from "../chain/occurrence.ts";
import { addToPeriod } from "../token/tft-of-period.ts";
import { recordPayment } from "./payments.ts";
import { addToSettled } from "./settled-of-period.ts";

ponder.on("FarmingRewards:RewardsStarted", async ({ event, context }) => {
  await context.db.insert(rewardsRange).values({ contract: event.log.address, ...event.args, ...occurrenceOf(event) });
});

ponder.on("FarmingRewards:LastPeriodSet", async ({ event, context }) => {
  await context.db.update(rewardsRange, { contract: event.log.address }).set(event.args);
  await recordAction(context.db, event, "FarmingRewards:LastPeriodSet");
});

ponder.on("FarmingRewards:RewardSettled", async ({ event, context }) => {
  const { tft: tftUnits, outcome, ...place } = event.args;
  const occurrence = occurrenceOf(event);
  await addToSettled(context.db, { ...place, tftUnits });
  await context.db.insert(receipt).values({
    ...place,
    tftUnits,
    outcome: toOutcome(BigInt(outcome)),
    logIndex: event.log.logIndex,
    ...occurrence,
  });
  if (tftUnits === 0n) return;

  await addToPeriod(context.db, event.block, "claimedUnits", tftUnits);
  await context.db
    .insert(claimUnderWay)
    .values({ transaction: occurrence.transaction, farmId: place.farmId })
    .onConflictDoNothing();
});

ponder.on("FarmingRewards:RewardsOwed", async ({ event, context }) => {
  const { farmId, tft } = event.args;
  await context.db
    .insert(owed)
    .values({ farmId, tftUnits: tft })
    .onConflictDoUpdate(({ tftUnits }) => ({ tftUnits: tftUnits + tft }));
  // There was no mint if nothing could be minted.
  await context.db.delete(claimUnderWay, { transaction: event.transaction.hash });
});

ponder.on("FarmingRewards:OwedPaid", async ({ event, context }) => {
  const { farmId, payout, minted, owed: left } = event.args;
  await context.db.update(owed, { farmId }).set({ tftUnits: left });
  if (minted > 0n) await recordPayment(context.db, event, { farmId, kind: "reward", payout, tftUnits: minted });
});
