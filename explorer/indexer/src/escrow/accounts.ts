import { ponder } from "ponder:registry";
import { account, delegate, epochEnd } from "ponder:schema";
import { zeroAddress } from "viem";
import { positionAt } from "../../../../sdk/rules/account.ts";
import { occurrenceOf } from "../chain/occurrence.ts";
import { quoteIn } from "../oracle/quote.ts";
import { NO_RATES, booksOf } from "./books.ts";
import { accountRow, recordEntry } from "./entries.ts";

ponder.on("Escrow:AccountOpened", async ({ event, context }) => {
  const { accountId, owner } = event.args;
  await context.db.insert(account).values({
    accountId,
    owner,
    generation: 0,
    balance: 0n,
    index: 0n,
    referenceTftPerUsd: 0n,
    chargedDiscountable: 0n,
    chargedPlain: 0n,
    epoch: 0n,
    ...NO_RATES,
    creditUnits: 0n,
    ...occurrenceOf(event),
  });
});

ponder.on("Escrow:AccountTransferStarted", async ({ event, context }) => {
  const { accountId, newOwner } = event.args;
  await context.db.update(account, { accountId }).set({ pendingOwner: newOwner === zeroAddress ? null : newOwner });
});

ponder.on("Escrow:AccountTransferred", async ({ event, context }) => {
  const { accountId, owner } = event.args;
  await context.db
    .update(account, { accountId })
    .set(({ generation }) => ({ owner, pendingOwner: null, generation: generation + 1 }));
});

ponder.on("Escrow:AccountExhausted", async ({ event, context }) => {
  const { accountId, epoch, index, charged } = event.args;
  await context.db.insert(epochEnd).values({
    accountId,
    epoch: BigInt(epoch),
    index,
    chargedDiscountable: charged.discountable,
    chargedPlain: charged.plain,
    ...occurrenceOf(event),
  });
  await recordEntry(context.db, event, { accountId, kind: "exhausted" });
  // The write that follows finds an account that the index has passed, and nothing more to charge.
  await context.db.update(account, { accountId }).set({
    index,
    chargedDiscountable: charged.discountable,
    chargedPlain: charged.plain,
    epoch: BigInt(epoch) + 1n,
    ...NO_RATES,
  });
});

ponder.on("Escrow:AccountWritten", async ({ event, context }) => {
  const { accountId, balance, referenceTftPerUsd } = event.args;
  const { index } = await quoteIn(context.db, event.block);
  const { charged } = positionAt(booksOf(await accountRow(context.db, accountId)), index);
  await context.db.update(account, { accountId }).set({
    balance,
    index,
    referenceTftPerUsd,
    chargedDiscountable: charged.discountable,
    chargedPlain: charged.plain,
  });
});

ponder.on("Escrow:ManagerSet", async ({ event, context }) => {
  const { accountId, manager, limits } = event.args;
  const { generation } = await accountRow(context.db, accountId);
  const row = { generation, ...limits, ...occurrenceOf(event) };
  await context.db
    .insert(delegate)
    .values({ accountId, delegate: manager, kind: "manager", ...row })
    .onConflictDoUpdate(row);
});

ponder.on("Escrow:OperatorApproved", async ({ event, context }) => {
  const { accountId, operator, limits } = event.args;
  const { generation } = await accountRow(context.db, accountId);
  const row = { generation, ...limits, ...occurrenceOf(event) };
  await context.db
    .insert(delegate)
    .values({ accountId, delegate: operator, kind: "operator", ...row })
    .onConflictDoUpdate(row);
});
