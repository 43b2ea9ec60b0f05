import { ponder } from "ponder:registry";
import { account, farmCredit, payout, pool, providerCredit } from "ponder:schema";
import { occurrenceOf } from "../chain/occurrence.ts";
import { recordPayment } from "../farming/payments.ts";
import { addToPeriod } from "../token/tft-of-period.ts";
import { recordEntry } from "./entries.ts";

ponder.on("Escrow:Deposited", async ({ event, context }) => {
  const { accountId, from, amount } = event.args;
  await recordEntry(context.db, event, { accountId, kind: "deposit", tftUnits: amount, counterparty: from });
});

ponder.on("Escrow:AccountCredited", async ({ event, context }) => {
  const { accountId, from, amount } = event.args;
  // What was not served comes from the escrow itself.
  const isRefund = from.toLowerCase() === event.log.address.toLowerCase();
  await context.db.update(account, { accountId }).set(({ creditUnits }) => ({ creditUnits: creditUnits + amount }));
  await recordEntry(context.db, event, {
    accountId,
    kind: isRefund ? "refund" : "credit",
    tftUnits: amount,
    counterparty: from,
  });
});

ponder.on("Escrow:CreditsAdded", async ({ event, context }) => {
  const { accountId, amount } = event.args;
  await context.db.update(account, { accountId }).set({ creditUnits: 0n });
  await recordEntry(context.db, event, { accountId, kind: "creditsAdded", tftUnits: amount });
});

ponder.on("Escrow:Withdrawn", async ({ event, context }) => {
  const { accountId, to, amount } = event.args;
  await recordEntry(context.db, event, { accountId, kind: "withdrawal", tftUnits: amount, counterparty: to });
});

ponder.on("Escrow:FarmPaid", async ({ event, context }) => {
  const { farmId, payout: to, amount } = event.args;
  await context.db.update(farmCredit, { farmId }).set({ tftUnits: 0n });
  await recordPayment(context.db, event, { farmId, kind: "reservation", payout: to, tftUnits: amount });
  await addToPeriod(context.db, event.block, "earnedUnits", amount);
});

ponder.on("Escrow:ProviderPaid", async ({ event, context }) => {
  const { provider, amount } = event.args;
  const { logIndex } = event.log;
  await context.db.update(providerCredit, { provider }).set({ tftUnits: 0n });
  await context.db.insert(payout).values({
    eventId: event.id,
    kind: "provider",
    provider,
    tftUnits: amount,
    logIndex,
    ...occurrenceOf(event),
  });
});

ponder.on("Escrow:PoolPaid", async ({ event, context }) => {
  const { pricingVersion, foundationAmount, stakersAmount } = event.args;
  const place = { pricingVersion, logIndex: event.log.logIndex, ...occurrenceOf(event) };
  await context.db.update(pool, { pricingVersion }).set({ poolUnits: 0n, providerUnits: 0n });
  await context.db.insert(payout).values([
    { eventId: `${event.id}-foundation`, kind: "foundation", tftUnits: foundationAmount, ...place },
    { eventId: `${event.id}-stakers`, kind: "stakers", tftUnits: stakersAmount, ...place },
  ]);
});
