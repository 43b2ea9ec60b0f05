import { index, onchainTable, primaryKey } from "ponder";
import { capacity, occurrence, wide } from "./columns.ts";

export const farm = onchainTable(
  "farm",
  (t) => ({
    farmId: t.int8({ mode: "number" }).primaryKey(),
    name: t.text().notNull(),
    owner: t.hex().notNull(),
    pendingOwner: t.hex(),
    /** Where rewards went before the latest change. */
    payout: t.hex().notNull(),
    /** The latest change of the payout address, whether or not it has taken effect. */
    newPayout: t.hex(),
    newPayoutAt: t.int8({ mode: "number" }),
    isPayoutLocked: t.boolean().notNull(),
    certification: t.text({ enum: ["notCertified", "gold"] }).notNull(),
    limitPolicyId: t.int8({ mode: "number" }),
    limitCuMicroLeft: t.bigint(),
    limitSuMicroLeft: t.bigint(),
    limitNodesLeft: t.int8({ mode: "number" }),
    limitUntilPeriod: t.int8({ mode: "number" }),
    limitIsCertifiedOnly: t.boolean(),
    nodes: t.integer().notNull(),
    publicIps: t.integer().notNull(),
    freeIps: t.integer().notNull(),
    ...occurrence(t),
  }),
  ({ owner, name }) => ({ owner: index().on(owner), name: index().on(name) }),
);

export const node = onchainTable(
  "node",
  (t) => ({
    nodeId: t.int8({ mode: "number" }).primaryKey(),
    farmId: t.int8({ mode: "number" }).notNull(),
    /** Absent once it is removed. */
    key: t.hex(),
    isTargetDown: t.boolean().notNull(),
    isDown: t.boolean().notNull(),
    country: t.text().notNull(),
    city: t.text().notNull(),
    latitudeE6: t.integer().notNull(),
    longitudeE6: t.integer().notNull(),
    serialNumber: t.text().notNull(),
    hasSecureBoot: t.boolean().notNull(),
    /** Of the latest terms: what can be reserved. */
    ...capacity(t),
    isCertified: t.boolean().notNull(),
    ipv4Count: t.integer().notNull(),
    bookedCru: t.int8({ mode: "number" }).notNull(),
    bookedMruBytes: t.bigint().notNull(),
    bookedSruBytes: t.bigint().notNull(),
    bookedHruBytes: t.bigint().notNull(),
    freeCru: t.int8({ mode: "number" }).notNull(),
    freeMruBytes: t.bigint().notNull(),
    freeSruBytes: t.bigint().notNull(),
    freeHruBytes: t.bigint().notNull(),
    isDedicatedOnly: t.boolean().notNull(),
    extraFeeRate: t.bigint().notNull(),
    ...occurrence(t),
  }),
  (table) => ({
    farm: index().on(table.farmId),
    country: index().on(table.country),
    freeCru: index().on(table.freeCru),
    freeMru: index().on(table.freeMruBytes),
    freeSru: index().on(table.freeSruBytes),
    freeHru: index().on(table.freeHruBytes),
  }),
);

/** By farm: a node that moves leaves its offer behind, and finds it again when it comes back. */
export const nodeOffer = onchainTable(
  "node_offer",
  (t) => ({
    farmId: t.int8({ mode: "number" }).notNull(),
    nodeId: t.int8({ mode: "number" }).notNull(),
    isDedicatedOnly: t.boolean().notNull(),
    extraFeeRate: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.farmId, table.nodeId] }) }),
);

export const terms = onchainTable(
  "terms",
  (t) => ({
    nodeId: t.int8({ mode: "number" }).notNull(),
    termsIndex: t.integer().notNull(),
    farmId: t.int8({ mode: "number" }).notNull(),
    fromPeriod: t.integer().notNull(),
    untilPeriod: t.integer().notNull(),
    policyId: t.integer().notNull(),
    connectionPriceMusd: t.int8({ mode: "number" }).notNull(),
    ipv4Count: t.integer().notNull(),
    isCertified: t.boolean().notNull(),
    isVirtualized: t.boolean().notNull(),
    verifiedFrom: t.integer().notNull(),
    verifiedUntil: t.integer().notNull(),
    ...capacity(t),
    ...occurrence(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.nodeId, table.termsIndex] }), farm: index().on(table.farmId) }),
);

/** What a node was asked to be, and what it said that it is. */
export const nodePower = onchainTable(
  "node_power",
  (t) => ({
    eventId: t.text().primaryKey(),
    nodeId: t.int8({ mode: "number" }).notNull(),
    isTarget: t.boolean().notNull(),
    isDown: t.boolean().notNull(),
    ...occurrence(t),
  }),
  ({ nodeId }) => ({ node: index().on(nodeId) }),
);

/** Other things that happened to a node: moves, keys, removal. */
export const nodeChange = onchainTable(
  "node_change",
  (t) => ({
    eventId: t.text().primaryKey(),
    nodeId: t.int8({ mode: "number" }).notNull(),
    kind: t.text({ enum: ["moved", "keyRotated", "removed"] }).notNull(),
    before: t.text().notNull(),
    after: t.text(),
    ...occurrence(t),
  }),
  ({ nodeId }) => ({ node: index().on(nodeId) }),
);

export const publicIp = onchainTable(
  "public_ip",
  (t) => ({
    farmId: t.int8({ mode: "number" }).notNull(),
    /** As a number of 32 bits. */
    ip: wide(t).notNull(),
    prefixLength: t.integer().notNull(),
    gateway: wide(t).notNull(),
    booker: t.hex(),
    holder: t.bigint(),
    ...occurrence(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.farmId, table.ip] }), holder: index().on(table.holder) }),
);

export const connectionPrice = onchainTable("connection_price", (t) => ({
  eventId: t.text().primaryKey(),
  connectionPriceMusd: t.int8({ mode: "number" }).notNull(),
  ...occurrence(t),
}));

export const booker = onchainTable("booker", (t) => ({
  booker: t.hex().primaryKey(),
  status: t.text({ enum: ["none", "active", "retired"] }).notNull(),
  ...occurrence(t),
}));

export const provider = onchainTable("provider", (t) => ({
  provider: t.hex().primaryKey(),
  shareBps: t.integer().notNull(),
  ...occurrence(t),
}));

export const twin = onchainTable("twin", (t) => ({
  account: t.hex().primaryKey(),
  relay: t.text().notNull(),
  publicKey: t.hex().notNull(),
  ...occurrence(t),
}));
