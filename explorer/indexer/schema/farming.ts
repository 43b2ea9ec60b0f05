import { index, onchainTable, primaryKey } from "ponder";
import { capacity, occurrence } from "./columns.ts";

export const farmingPolicy = onchainTable("farming_policy", (t) => ({
  policyId: t.integer().primaryKey(),
  name: t.text().notNull(),
  cuMusd: t.int8({ mode: "number" }).notNull(),
  suMusd: t.int8({ mode: "number" }).notNull(),
  nuMusd: t.int8({ mode: "number" }).notNull(),
  ipv4Musd: t.int8({ mode: "number" }).notNull(),
  uptimeRule: t.text({ enum: ["linear", "allOrNothing"] }).notNull(),
  minimumUptimeDiyPermille: t.integer().notNull(),
  minimumUptimeCertifiedPermille: t.integer().notNull(),
  certifiedBonusBps: t.integer().notNull(),
  requiresVerification: t.boolean().notNull(),
  ceilingCu: t.int8({ mode: "number" }).notNull(),
  ceilingSu: t.int8({ mode: "number" }).notNull(),
  isDefault: t.boolean().notNull(),
  isCertifiedOnly: t.boolean().notNull(),
  farmCertification: t.text({ enum: ["notCertified", "gold"] }).notNull(),
  untilPeriod: t.integer().notNull(),
  ...occurrence(t),
}));

/** One attempt at a batch of measurements. The occurrence is that of its proposal. */
export const attempt = onchainTable(
  "attempt",
  (t) => ({
    period: t.integer().notNull(),
    batch: t.integer().notNull(),
    attempt: t.integer().notNull(),
    attestorSetVersion: t.int8({ mode: "number" }).notNull(),
    ruleSetId: t.int8({ mode: "number" }).notNull(),
    root: t.hex().notNull(),
    count: t.int8({ mode: "number" }).notNull(),
    publishedCount: t.int8({ mode: "number" }).notNull(),
    dataHash: t.hex().notNull(),
    isUnrejectable: t.boolean().notNull(),
    rejections: t.integer().notNull(),
    finalAt: t.int8({ mode: "number" }),
    publishedBlock: t.int8({ mode: "number" }),
    publishedAt: t.int8({ mode: "number" }),
    publishedTransaction: t.hex(),
    rejectedBlock: t.int8({ mode: "number" }),
    rejectedAt: t.int8({ mode: "number" }),
    rejectedTransaction: t.hex(),
    ...occurrence(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.period, table.batch, table.attempt] }) }),
);

/** A published leaf. */
export const measurement = onchainTable(
  "measurement",
  (t) => ({
    period: t.integer().notNull(),
    batch: t.integer().notNull(),
    attempt: t.integer().notNull(),
    position: t.int8({ mode: "number" }).notNull(),
    farmId: t.int8({ mode: "number" }).notNull(),
    nodeId: t.int8({ mode: "number" }).notNull(),
    termsIndex: t.integer().notNull(),
    uptimeSeconds: t.int8({ mode: "number" }).notNull(),
    violation: t.text().notNull(),
    ...capacity(t),
    nruBytes: t.bigint().notNull(),
    ipSeconds: t.int8({ mode: "number" }).notNull(),
    correctsBatch: t.integer(),
    correctsPosition: t.int8({ mode: "number" }),
    ...occurrence(t),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.period, table.batch, table.attempt, table.position] }),
    node: index().on(table.nodeId, table.period),
    farm: index().on(table.farmId, table.period),
  }),
);

/** A reward that was settled. */
export const receipt = onchainTable(
  "receipt",
  (t) => ({
    period: t.integer().notNull(),
    batch: t.integer().notNull(),
    position: t.int8({ mode: "number" }).notNull(),
    farmId: t.int8({ mode: "number" }).notNull(),
    nodeId: t.int8({ mode: "number" }).notNull(),
    tftUnits: t.bigint().notNull(),
    outcome: t.text().notNull(),
    logIndex: t.integer().notNull(),
    ...occurrence(t),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.period, table.batch, table.position] }),
    farm: index().on(table.farmId, table.period),
    node: index().on(table.nodeId, table.period),
    block: index().on(table.block),
  }),
);

/** TFT that a farm received: rewards that were minted, or money of its reservations. */
export const payment = onchainTable(
  "payment",
  (t) => ({
    eventId: t.text().primaryKey(),
    farmId: t.int8({ mode: "number" }).notNull(),
    kind: t.text({ enum: ["reward", "reservation"] }).notNull(),
    payout: t.hex().notNull(),
    tftUnits: t.bigint().notNull(),
    logIndex: t.integer().notNull(),
    ...occurrence(t),
  }),
  ({ farmId }) => ({ farm: index().on(farmId) }),
);

/** Rewards that the limits of minting hold back. */
export const owed = onchainTable("owed", (t) => ({
  farmId: t.int8({ mode: "number" }).primaryKey(),
  tftUnits: t.bigint().notNull(),
}));

/** A claim of which the mint has not come yet: both are in one transaction, so that no reader ever finds a row. */
export const claimUnderWay = onchainTable("claim_under_way", (t) => ({
  transaction: t.hex().primaryKey(),
  farmId: t.int8({ mode: "number" }).notNull(),
}));

/** Which periods the rewards contract pays. */
export const rewardsRange = onchainTable("rewards_range", (t) => ({
  contract: t.hex().primaryKey(),
  firstPeriod: t.integer().notNull(),
  lastPeriod: t.integer(),
  predecessor: t.hex().notNull(),
  ...occurrence(t),
}));

/** How long the contract waits: the one row of the measurements. */
export const measurementTiming = onchainTable("measurement_timing", (t) => ({
  contract: t.hex().primaryKey(),
  submissionDelaySeconds: t.int8({ mode: "number" }).notNull(),
  dueDelaySeconds: t.int8({ mode: "number" }).notNull(),
  publicationTimeSeconds: t.int8({ mode: "number" }).notNull(),
  reviewWindowSeconds: t.int8({ mode: "number" }).notNull(),
}));

/** What was settled for a minting period so far, whenever that was. */
export const settledOfPeriod = onchainTable("settled_of_period", (t) => ({
  period: t.integer().primaryKey(),
  /** Nodes whose period is settled; a correction of a settled one does not count again. */
  nodes: t.integer().notNull(),
  tftUnits: t.bigint().notNull(),
}));
