import { index, onchainTable, primaryKey } from "ponder";
import { occurrence, wide } from "./columns.ts";

/** An account as it was last written: AccountBooks of sdk/rules. */
export const account = onchainTable(
  "account",
  (t) => ({
    accountId: t.int8({ mode: "number" }).primaryKey(),
    owner: t.hex().notNull(),
    pendingOwner: t.hex(),
    /** Counts transfers: managers and operators of another generation do not count. */
    generation: t.integer().notNull(),
    balance: t.bigint().notNull(),
    index: t.bigint().notNull(),
    referenceTftPerUsd: t.bigint().notNull(),
    chargedDiscountable: t.bigint().notNull(),
    chargedPlain: t.bigint().notNull(),
    epoch: t.bigint().notNull(),
    /** Rates since it was last written. */
    discountableUsdPerSecond: t.bigint().notNull(),
    plainUsdPerSecond: t.bigint().notNull(),
    pendingDiscountableUsdPerSecond: t.bigint().notNull(),
    pendingPlainUsdPerSecond: t.bigint().notNull(),
    creditUnits: t.bigint().notNull(),
    ...occurrence(t),
  }),
  ({ owner }) => ({ owner: index().on(owner) }),
);

/** How an epoch of an account ended: what its streams are owed is fixed. */
export const epochEnd = onchainTable(
  "epoch_end",
  (t) => ({
    accountId: t.int8({ mode: "number" }).notNull(),
    epoch: t.bigint().notNull(),
    index: t.bigint().notNull(),
    chargedDiscountable: t.bigint().notNull(),
    chargedPlain: t.bigint().notNull(),
    ...occurrence(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.accountId, table.epoch] }) }),
);

/** Something that changed an account's money at once. */
export const accountEntry = onchainTable(
  "account_entry",
  (t) => ({
    eventId: t.text().primaryKey(),
    accountId: t.int8({ mode: "number" }).notNull(),
    kind: t.text({ enum: ["deposit", "credit", "creditsAdded", "withdrawal", "refund", "exhausted"] }).notNull(),
    tftUnits: t.bigint(),
    counterparty: t.hex(),
    logIndex: t.integer().notNull(),
    ...occurrence(t),
  }),
  ({ accountId }) => ({ account: index().on(accountId) }),
);

/** What the owner allows a manager or an operator. */
export const delegate = onchainTable(
  "delegate",
  (t) => ({
    accountId: t.int8({ mode: "number" }).notNull(),
    delegate: t.hex().notNull(),
    kind: t.text({ enum: ["manager", "operator"] }).notNull(),
    generation: t.integer().notNull(),
    maxRate: t.bigint().notNull(),
    /** Of operators: what is left of it. */
    maxCharge: t.bigint(),
    expiresAt: wide(t).notNull(),
    ...occurrence(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.accountId, table.delegate, table.kind] }) }),
);

export const stream = onchainTable(
  "stream",
  (t) => ({
    streamId: t.int8({ mode: "number" }).primaryKey(),
    accountId: t.int8({ mode: "number" }).notNull(),
    farmId: t.int8({ mode: "number" }).notNull(),
    nodeId: t.int8({ mode: "number" }).notNull(),
    operator: t.hex().notNull(),
    provider: t.hex(),
    providerBps: t.integer().notNull(),
    pricingVersion: t.integer().notNull(),
    discountableUsdPerSecond: t.bigint().notNull(),
    plainUsdPerSecond: t.bigint().notNull(),
    epoch: t.bigint().notNull(),
    /** As its events tell; an open one of an ended epoch is dead all the same. */
    status: t.text({ enum: ["pending", "running", "stopped", "dead", "ended"] }).notNull(),
    /** What was taken for the deployment window, and what of it went to the pool. */
    heldUnits: t.bigint().notNull(),
    forfeitedUnits: t.bigint().notNull(),
    startedAt: t.int8({ mode: "number" }),
    stoppedAt: t.int8({ mode: "number" }),
    closedAt: t.int8({ mode: "number" }),
    /** Before the first settlement: when it was started, or opened. */
    settledTo: t.int8({ mode: "number" }).notNull(),
    /** Its account's accumulators then; without meaning unless it runs or is dead. */
    settledDiscountable: t.bigint().notNull(),
    settledPlain: t.bigint().notNull(),
    /** What a stopped one is still owed; what others are owed follows from the accumulators. */
    owedUnits: t.bigint().notNull(),
    /** Sums of all its settlements. */
    farmUnits: t.bigint().notNull(),
    providerUnits: t.bigint().notNull(),
    poolUnits: t.bigint().notNull(),
    refundedUnits: t.bigint().notNull(),
    ...occurrence(t),
  }),
  (table) => ({
    account: index().on(table.accountId),
    farm: index().on(table.farmId),
    node: index().on(table.nodeId),
  }),
);

/**
 * What was shared out at once: a settlement, a charge, or the end of a stream of which some is forfeited to the pool or was
 * paid for time that does not count.
 */
export const settlement = onchainTable(
  "settlement",
  (t) => ({
    eventId: t.text().primaryKey(),
    streamId: t.int8({ mode: "number" }).notNull(),
    kind: t.text({ enum: ["settled", "charged", "closed"] }).notNull(),
    /** Where the statement, or the stream, ends; absent for a charge and for a stream that never ran. */
    to: t.int8({ mode: "number" }),
    farmUnits: t.bigint().notNull(),
    providerUnits: t.bigint().notNull(),
    poolUnits: t.bigint().notNull(),
    refundedUnits: t.bigint().notNull(),
    logIndex: t.integer().notNull(),
    ...occurrence(t),
  }),
  ({ streamId }) => ({ stream: index().on(streamId) }),
);

/** What farms may have paid out. */
export const farmCredit = onchainTable("farm_credit", (t) => ({
  farmId: t.int8({ mode: "number" }).primaryKey(),
  tftUnits: t.bigint().notNull(),
}));

/** What solution providers may have paid out. */
export const providerCredit = onchainTable("provider_credit", (t) => ({
  provider: t.hex().primaryKey(),
  tftUnits: t.bigint().notNull(),
}));

/** What the pool of a pricing version received since it was paid out last. */
export const pool = onchainTable("pool", (t) => ({
  pricingVersion: t.integer().primaryKey(),
  poolUnits: t.bigint().notNull(),
  /** What providers got out of the foundation's share: those who stake get their part of it too. */
  providerUnits: t.bigint().notNull(),
}));

/** TFT that providers and pools received. */
export const payout = onchainTable("payout", (t) => ({
  eventId: t.text().primaryKey(),
  kind: t.text({ enum: ["provider", "foundation", "stakers"] }).notNull(),
  provider: t.hex(),
  pricingVersion: t.integer(),
  tftUnits: t.bigint().notNull(),
  logIndex: t.integer().notNull(),
  ...occurrence(t),
}));

/** Whether streams may be opened: the one row of the escrow. */
export const opening = onchainTable("opening", (t) => ({
  escrow: t.hex().primaryKey(),
  deploymentWindowSeconds: t.int8({ mode: "number" }).notNull(),
  pausedUntil: t.int8({ mode: "number" }),
  endsAt: t.int8({ mode: "number" }),
}));
