import { ponder } from "ponder:registry";
import { booker, connectionPrice, provider, twin } from "ponder:schema";
import { recordAction } from "../access/record-action.ts";
import { occurrenceOf } from "../chain/occurrence.ts";

/** The position in this list is the code on chain. */
const BOOKER_STATUSES = ["none", "active", "retired"] as const;

ponder.on("Directory:ConnectionPriceSet", async ({ event, context }) => {
  const { connectionPriceMusd } = event.args;
  await context.db.insert(connectionPrice).values({ eventId: event.id, connectionPriceMusd, ...occurrenceOf(event) });
  await recordAction(context.db, event, "Directory:ConnectionPriceSet");
});

ponder.on("Directory:BookerSet", async ({ event, context }) => {
  const status = BOOKER_STATUSES[event.args.status] ?? "none";
  const { booker: account } = event.args;
  await context.db
    .insert(booker)
    .values({ booker: account, status, ...occurrenceOf(event) })
    .onConflictDoUpdate({ status, ...occurrenceOf(event) });
  await recordAction(context.db, event, "Directory:BookerSet");
});

ponder.on("Offers:ProviderApproved", async ({ event, context }) => {
  const { provider: account, shareBps } = event.args;
  await context.db
    .insert(provider)
    .values({ provider: account, shareBps, ...occurrenceOf(event) })
    .onConflictDoUpdate({ shareBps, ...occurrenceOf(event) });
  await recordAction(context.db, event, "Offers:ProviderApproved");
});

ponder.on("Twins:TwinSet", async ({ event, context }) => {
  const { account, relay, publicKey } = event.args;
  const row = { relay, publicKey, ...occurrenceOf(event) };
  await context.db
    .insert(twin)
    .values({ account, ...row })
    .onConflictDoUpdate(row);
});
