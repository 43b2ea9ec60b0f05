import { ponder } from "ponder:registry";
import { role, roleFunction, roleHolder } from "ponder:schema";
import { occurrenceOf } from "../chain/occurrence.ts";
import { recordAction } from "./record-action.ts";

/** A role that nobody has changed: it is the admin's, and granted at once. */
const UNCHANGED = { grantDelaySeconds: 0, admin: 0n, guardian: 0n };

ponder.on("AccessManager:RoleLabel", async ({ event, context }) => {
  const { roleId, label } = event.args;
  await context.db
    .insert(role)
    .values({ roleId, label, ...UNCHANGED })
    .onConflictDoUpdate({ label });
});

ponder.on("AccessManager:RoleGrantDelayChanged", async ({ event, context }) => {
  const { roleId, delay, since } = event.args;
  const now = Number(event.block.timestamp);
  await context.db
    .insert(role)
    .values({ roleId, ...UNCHANGED, newGrantDelaySeconds: delay, grantDelayAt: since })
    .onConflictDoUpdate((row) => ({
      grantDelaySeconds: delayAt(row, now),
      newGrantDelaySeconds: delay,
      grantDelayAt: since,
    }));
  await recordAction(context.db, event, "AccessManager:RoleGrantDelayChanged");
});

ponder.on("AccessManager:RoleAdminChanged", async ({ event, context }) => {
  const { roleId, admin } = event.args;
  await context.db
    .insert(role)
    .values({ roleId, ...UNCHANGED, admin })
    .onConflictDoUpdate({ admin });
  await recordAction(context.db, event, "AccessManager:RoleAdminChanged");
});

ponder.on("AccessManager:RoleGuardianChanged", async ({ event, context }) => {
  const { roleId, guardian } = event.args;
  await context.db
    .insert(role)
    .values({ roleId, ...UNCHANGED, guardian })
    .onConflictDoUpdate({ guardian });
  await recordAction(context.db, event, "AccessManager:RoleGuardianChanged");
});

ponder.on("AccessManager:RoleGranted", async ({ event, context }) => {
  const { roleId, account, delay, since } = event.args;
  await context.db
    .insert(role)
    .values({ roleId, ...UNCHANGED })
    .onConflictDoNothing();
  await context.db
    .insert(roleHolder)
    .values({ roleId, account, executionDelaySeconds: delay, since, ...occurrenceOf(event) })
    .onConflictDoUpdate({ executionDelaySeconds: delay, since });
  await recordAction(context.db, event, "AccessManager:RoleGranted");
});

ponder.on("AccessManager:RoleRevoked", async ({ event, context }) => {
  const { roleId, account } = event.args;
  await context.db.delete(roleHolder, { roleId, account });
  await recordAction(context.db, event, "AccessManager:RoleRevoked");
});

ponder.on("AccessManager:TargetFunctionRoleUpdated", async ({ event, context }) => {
  const { target, selector, roleId } = event.args;
  await context.db.insert(roleFunction).values({ target, selector, roleId }).onConflictDoUpdate({ roleId });
  await recordAction(context.db, event, "AccessManager:TargetFunctionRoleUpdated");
});

ponder.on("AccessManager:TargetAdminDelayUpdated", async ({ event, context }) => {
  await recordAction(context.db, event, "AccessManager:TargetAdminDelayUpdated");
});

ponder.on("AccessManager:TargetClosed", async ({ event, context }) => {
  await recordAction(context.db, event, "AccessManager:TargetClosed");
});

function delayAt(row: typeof role.$inferSelect, now: number): number {
  const { grantDelaySeconds, newGrantDelaySeconds, grantDelayAt } = row;
  return newGrantDelaySeconds !== null && grantDelayAt !== null && grantDelayAt <= now
    ? newGrantDelaySeconds
    : grantDelaySeconds;
}
