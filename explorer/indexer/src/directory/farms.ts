import { ponder } from "ponder:registry";
import { farm } from "ponder:schema";

ponder.on("Directory:FarmCreated", async ({ event, context }) => {
  const { farmId, owner, payout, name } = event.args;
  await context.db.insert(farm).values({ farmId, owner, payout, name });
});
