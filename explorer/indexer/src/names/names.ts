import { ponder } from "ponder:registry";
import { domainName } from "ponder:schema";
import { occurrenceOf } from "../chain/occurrence.ts";

ponder.on("Names:NameReserved", async ({ event, context }) => {
  const { name, accountId, streamId, units } = event.args;
  await context.db
    .insert(domainName)
    .values({ streamId: Number(streamId), name, accountId, chargedUnits: units, ...occurrenceOf(event) });
});

ponder.on("Names:NameReleased", async ({ event, context }) => {
  const { streamId, freeAt } = event.args;
  await context.db.update(domainName, { streamId: Number(streamId) }).set({ freeAt });
});
