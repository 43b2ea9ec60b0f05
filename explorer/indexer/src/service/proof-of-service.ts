import { ponder } from "ponder:registry";
import { nodeService, serviceEvent } from "ponder:schema";
import { occurrenceOf } from "../chain/occurrence.ts";

ponder.on("ProofOfService:AvailabilityRequested", async ({ event, context }) => {
  const { nodeId, requestedAt, silentFrom } = event.args;
  await context.db
    .insert(nodeService)
    .values({ nodeId, requestedAt, silentFrom })
    .onConflictDoUpdate({ requestedAt, silentFrom });
  await context.db
    .insert(serviceEvent)
    .values({ eventId: event.id, nodeId, kind: "availabilityRequested", ...occurrenceOf(event) });
});

ponder.on("ProofOfService:NoticeGiven", async ({ event, context }) => {
  const { nodeId, endsAt: noticeEndsAt } = event.args;
  await context.db.insert(nodeService).values({ nodeId, noticeEndsAt }).onConflictDoUpdate({ noticeEndsAt });
  await context.db
    .insert(serviceEvent)
    .values({ eventId: event.id, nodeId, kind: "noticeGiven", ...occurrenceOf(event) });
});

ponder.on("ProofOfService:NoticeWithdrawn", async ({ event, context }) => {
  const { nodeId } = event.args;
  await context.db.update(nodeService, { nodeId }).set({ noticeEndsAt: null });
  await context.db
    .insert(serviceEvent)
    .values({ eventId: event.id, nodeId, kind: "noticeWithdrawn", ...occurrenceOf(event) });
});
