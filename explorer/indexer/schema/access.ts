import { index, onchainTable, primaryKey } from "ponder";
import { occurrence } from "./columns.ts";

export const role = onchainTable("role", (t) => ({
  roleId: t.bigint().primaryKey(),
  label: t.text(),
  grantDelaySeconds: t.int8({ mode: "number" }).notNull(),
  /** The delay that holds from `grantDelayAt` on; before it the one above does. */
  newGrantDelaySeconds: t.int8({ mode: "number" }),
  grantDelayAt: t.int8({ mode: "number" }),
  admin: t.bigint().notNull(),
  guardian: t.bigint().notNull(),
}));

export const roleHolder = onchainTable(
  "role_holder",
  (t) => ({
    roleId: t.bigint().notNull(),
    account: t.hex().notNull(),
    executionDelaySeconds: t.int8({ mode: "number" }).notNull(),
    /** Unix seconds from which it holds the role. */
    since: t.int8({ mode: "number" }).notNull(),
    ...occurrence(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.roleId, table.account] }) }),
);

export const roleFunction = onchainTable(
  "role_function",
  (t) => ({
    target: t.hex().notNull(),
    selector: t.hex().notNull(),
    roleId: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.target, table.selector] }) }),
);

export const operation = onchainTable(
  "operation",
  (t) => ({
    id: t.hex().notNull(),
    nonce: t.int8({ mode: "number" }).notNull(),
    schedule: t.int8({ mode: "number" }).notNull(),
    caller: t.hex().notNull(),
    target: t.hex().notNull(),
    data: t.hex().notNull(),
    state: t.text({ enum: ["scheduled", "executed", "cancelled"] }).notNull(),
    ...occurrence(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.id, table.nonce] }) }),
);

/** Everything that only a role may do, and the changes of roles themselves. */
export const privilegedAction = onchainTable(
  "privileged_action",
  (t) => ({
    eventId: t.text().primaryKey(),
    kind: t.text({ enum: ["scheduled", "executed", "cancelled", "done"] }).notNull(),
    contract: t.text().notNull(),
    event: t.text().notNull(),
    caller: t.hex(),
    details: t.json().$type<Record<string, string>>().notNull(),
    logIndex: t.integer().notNull(),
    ...occurrence(t),
  }),
  ({ block }) => ({ block: index().on(block) }),
);

export const signerSet = onchainTable(
  "signer_set",
  (t) => ({
    contract: t.text().notNull(),
    version: t.int8({ mode: "number" }).notNull(),
    members: t.hex().array().notNull(),
    threshold: t.integer().notNull(),
    activeFrom: t.int8({ mode: "number" }).notNull(),
    ...occurrence(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.contract, table.version] }) }),
);
