import { ponder } from "ponder:registry";
import { pricing } from "ponder:schema";
import { recordAction } from "../access/record-action.ts";
import { occurrenceOf } from "../chain/occurrence.ts";

ponder.on("Pricing:PricingAdded", async ({ event, context }) => {
  const { version, prices, split } = event.args;
  await context.db.insert(pricing).values({ version, ...prices, ...split, ...occurrenceOf(event) });
  await recordAction(context.db, event, "Pricing:PricingAdded");
});

ponder.on("Pricing:PricingRetired", async ({ event, context }) => {
  const { version, closableAt } = event.args;
  await context.db.update(pricing, { version }).set({ closableAt });
  await recordAction(context.db, event, "Pricing:PricingRetired");
});
