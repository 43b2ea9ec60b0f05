import { ponder } from "ponder:registry";
import { operation } from "ponder:schema";
import { occurrenceOf } from "../chain/occurrence.ts";
import { recordAction } from "./record-action.ts";

ponder.on("AccessManager:OperationScheduled", async ({ event, context }) => {
  const { operationId, ...scheduled } = event.args;
  await context.db
    .insert(operation)
    .values({ id: operationId, ...scheduled, state: "scheduled", ...occurrenceOf(event) });
  await recordAction(context.db, event, "AccessManager:OperationScheduled", "scheduled");
});

ponder.on("AccessManager:OperationExecuted", async ({ event, context }) => {
  const { operationId, nonce } = event.args;
  await context.db.update(operation, { id: operationId, nonce }).set({ state: "executed" });
  await recordAction(context.db, event, "AccessManager:OperationExecuted", "executed");
});

ponder.on("AccessManager:OperationCanceled", async ({ event, context }) => {
  const { operationId, nonce } = event.args;
  await context.db.update(operation, { id: operationId, nonce }).set({ state: "cancelled" });
  await recordAction(context.db, event, "AccessManager:OperationCanceled", "cancelled");
});
