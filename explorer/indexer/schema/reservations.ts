import { index, onchainTable } from "ponder";
import { capacity, occurrence } from "./columns.ts";

export const reservation = onchainTable(
  "reservation",
  (t) => ({
    reservationId: t.int8({ mode: "number" }).primaryKey(),
    /** What pays for it now. */
    streamId: t.int8({ mode: "number" }).notNull(),
    accountId: t.int8({ mode: "number" }).notNull(),
    nodeId: t.int8({ mode: "number" }).notNull(),
    farmId: t.int8({ mode: "number" }).notNull(),
    kind: t.text({ enum: ["shared", "dedicated", "included"] }).notNull(),
    /** Of an included one: the reservation of the whole node that pays for its capacity. */
    dedicationId: t.int8({ mode: "number" }),
    /** Of CLOSE_REASONS of the library; `none` while nobody closed it. */
    reason: t.text().notNull(),
    ...capacity(t),
    deploymentHash: t.hex().notNull(),
    ref: t.hex().notNull(),
    /** The update that its node has not acknowledged. */
    updateStreamId: t.int8({ mode: "number" }),
    updateCru: t.int8({ mode: "number" }),
    updateMruBytes: t.bigint(),
    updateSruBytes: t.bigint(),
    updateHruBytes: t.bigint(),
    updateDeploymentHash: t.hex(),
    updateAddedIps: t.json().$type<number[]>(),
    updateBlock: t.int8({ mode: "number" }),
    updateAt: t.int8({ mode: "number" }),
    updateTransaction: t.hex(),
    dailyTrafficBytes: t.bigint().notNull(),
    chargedTrafficBytes: t.bigint().notNull(),
    chargedTrafficUnits: t.bigint().notNull(),
    ...occurrence(t),
  }),
  (table) => ({
    account: index().on(table.accountId),
    node: index().on(table.nodeId),
    farm: index().on(table.farmId),
  }),
);

/** To whom a node is dedicated, if to anybody. */
export const dedication = onchainTable("dedication", (t) => ({
  nodeId: t.int8({ mode: "number" }).primaryKey(),
  reservationId: t.int8({ mode: "number" }),
}));

/** Which reservation a stream pays or paid for. */
export const reservationStream = onchainTable(
  "reservation_stream",
  (t) => ({
    streamId: t.int8({ mode: "number" }).primaryKey(),
    reservationId: t.int8({ mode: "number" }).notNull(),
  }),
  ({ reservationId }) => ({ reservation: index().on(reservationId) }),
);

/** All that happened to a reservation and to the streams that paid for it. */
export const reservationEvent = onchainTable(
  "reservation_event",
  (t) => ({
    eventId: t.text().primaryKey(),
    reservationId: t.int8({ mode: "number" }).notNull(),
    name: t.text().notNull(),
    streamId: t.int8({ mode: "number" }).notNull(),
    details: t.json().$type<Record<string, string>>().notNull(),
    logIndex: t.integer().notNull(),
    ...occurrence(t),
  }),
  ({ reservationId }) => ({ reservation: index().on(reservationId) }),
);
