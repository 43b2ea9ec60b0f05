import { index, onchainTable } from "ponder";
import { occurrence } from "./columns.ts";

/** What a node's farmer or tenants asked of proof of service. */
export const nodeService = onchainTable("node_service", (t) => ({
  nodeId: t.int8({ mode: "number" }).primaryKey(),
  noticeEndsAt: t.int8({ mode: "number" }),
  requestedAt: t.int8({ mode: "number" }),
  silentFrom: t.int8({ mode: "number" }),
}));

export const serviceEvent = onchainTable(
  "service_event",
  (t) => ({
    eventId: t.text().primaryKey(),
    nodeId: t.int8({ mode: "number" }).notNull(),
    kind: t.text({ enum: ["availabilityRequested", "noticeGiven", "noticeWithdrawn"] }).notNull(),
    ...occurrence(t),
  }),
  ({ nodeId }) => ({ node: index().on(nodeId) }),
);
