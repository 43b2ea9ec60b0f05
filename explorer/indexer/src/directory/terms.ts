import { ponder } from "ponder:registry";
import { node, terms } from "ponder:schema";
import { recordAction } from "../access/record-action.ts";
import { occurrenceOf } from "../chain/occurrence.ts";
import { bookedColumns, capacityColumns, offeredColumns } from "./capacity.ts";

ponder.on("Directory:TermsOpened", async ({ event, context }) => {
  const { nodeId, farmId, termsIndex, terms: opened } = event.args;
  const { capacity, ipv4Count, isCertified } = opened;
  await context.db.insert(terms).values({
    ...opened,
    nodeId,
    farmId,
    termsIndex,
    ...capacityColumns(capacity),
    ...occurrenceOf(event),
  });
  await context.db
    .update(node, { nodeId })
    .set((row) => ({ ipv4Count, isCertified, ...offeredColumns(row, capacity) }));
});

ponder.on("Directory:TermsEnded", async ({ event, context }) => {
  const { nodeId, termsIndex, untilPeriod } = event.args;
  await context.db.update(terms, { nodeId, termsIndex }).set({ untilPeriod });
});

ponder.on("Directory:TermsVerified", async ({ event, context }) => {
  const { nodeId, termsIndex, verifiedFrom, verifiedUntil } = event.args;
  await context.db.update(terms, { nodeId, termsIndex }).set({ verifiedFrom, verifiedUntil });
  await recordAction(context.db, event, "Directory:TermsVerified");
});

ponder.on("Directory:CapacityBooked", async ({ event, context }) => {
  const { nodeId, amount } = event.args;
  await context.db.update(node, { nodeId }).set((row) => bookedColumns(row, amount, 1));
});

ponder.on("Directory:CapacityReleased", async ({ event, context }) => {
  const { nodeId, amount } = event.args;
  await context.db.update(node, { nodeId }).set((row) => bookedColumns(row, amount, -1));
});
