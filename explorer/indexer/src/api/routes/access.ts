import { asc } from "ponder";
import { privilegedAction, role, roleFunction, roleHolder, signerSet } from "ponder:schema";
import { ROLES } from "../../../../../sdk/access/roles.ts";
import { CONTRACT_NAMES, CONTRACTS } from "../../../../../sdk/network/contracts.ts";
import { answer } from "../answer.ts";
import { pageOf } from "../answers/common.ts";
import type { PrivilegedAction, Role } from "../answers/policies.ts";
import * as answers from "../answers/policies.ts";
import { book } from "../settings.ts";
import { toPage } from "../page.ts";
import { extentOf, orderOf, paging } from "../parameters.ts";
import { getRoute, newRoutes } from "../routes.ts";
import { toAddress, toOccurrence } from "../shapes.ts";

const ACTION_SORTS = { block: privilegedAction.block };

/** What this library calls a role. */
const KNOWN_ROLES = new Map<bigint, Pick<Role, "name" | "purpose">>(
  Object.entries(ROLES).map(([name, { id, purpose }]) => [id, { name, purpose }]),
);

const CONTRACT_AT = new Map(CONTRACT_NAMES.map((name) => [book.contracts[name].toLowerCase(), name]));

export const accessRoutes = newRoutes()
  .openapi(
    getRoute({
      path: "/roles",
      summary: "Roles, what they reach and who holds them",
      answer: answers.role.array(),
    }),
    (c) =>
      answer(c, async ({ db, now }) => {
        const roles = await db.select().from(role);
        const holders = await db.select().from(roleHolder).orderBy(asc(roleHolder.account));
        const functions = await db
          .select()
          .from(roleFunction)
          .orderBy(asc(roleFunction.target), asc(roleFunction.selector));
        const known = new Map(roles.map((one) => [one.roleId, one]));
        const ids = new Set([...KNOWN_ROLES.keys(), ...known.keys(), ...functions.map(({ roleId }) => roleId)]);
        return [...ids]
          .sort((a, b) => (a < b ? -1 : 1))
          .map((roleId) => ({
            ...describeRole(roleId, known.get(roleId)?.label ?? undefined),
            grantDelaySeconds: grantDelayAt(known.get(roleId), now),
            functions: functions.filter((one) => one.roleId === roleId).map(toFunction),
            holders: holders.filter((one) => one.roleId === roleId).map(toHolder),
          }));
      }),
  )
  .openapi(
    getRoute({
      path: "/privileged-actions",
      summary: "What only roles may do and was done, the latest first",
      answer: pageOf(answers.privilegedAction),
      query: paging(ACTION_SORTS),
    }),
    (c) => {
      const query = c.req.valid("query");
      const extent = extentOf(query);
      const order = orderOf(query, ACTION_SORTS, {
        usual: "-block",
        unique: [privilegedAction.block, privilegedAction.logIndex, privilegedAction.eventId],
      });
      return answer(c, ({ db }) =>
        toPage(
          extent,
          db
            .select()
            .from(privilegedAction)
            .orderBy(...order)
            .limit(extent.limit)
            .offset(extent.offset),
          db.$count(privilegedAction),
          toAction,
        ),
      );
    },
  )
  .openapi(
    getRoute({
      path: "/signer-sets",
      summary: "Who signed and signs measurements, verifications and prices",
      answer: answers.signerSet.array(),
    }),
    (c) =>
      answer(c, async ({ db }) => {
        const rows = await db.select().from(signerSet).orderBy(asc(signerSet.contract), asc(signerSet.version));
        return rows.map((row) => ({
          contract: row.contract,
          version: row.version,
          members: row.members.map(toAddress),
          threshold: row.threshold,
          activeFrom: row.activeFrom,
          rotated: toOccurrence(row),
        }));
      }),
  );

function describeRole(roleId: bigint, label: string | undefined): Pick<Role, "roleId" | "name" | "purpose"> {
  const { name, purpose } = KNOWN_ROLES.get(roleId) ?? { name: label ?? String(roleId), purpose: "" };
  return { roleId: String(roleId), name, purpose };
}

function grantDelayAt(row: typeof role.$inferSelect | undefined, now: number): number {
  if (row === undefined) return 0;
  const { grantDelaySeconds, newGrantDelaySeconds, grantDelayAt: from } = row;
  return newGrantDelaySeconds !== null && from !== null && from <= now ? newGrantDelaySeconds : grantDelaySeconds;
}

function toFunction({ target, selector }: typeof roleFunction.$inferSelect): Role["functions"][number] {
  const contract = CONTRACT_AT.get(target);
  if (contract === undefined) return { contract: toAddress(target), function: selector };
  const fragment = CONTRACTS[contract].createInterface().getFunction(selector as never);
  return { contract, function: (fragment as { readonly name: string } | null)?.name ?? selector };
}

function toHolder(row: typeof roleHolder.$inferSelect): Role["holders"][number] {
  const { account, executionDelaySeconds, since } = row;
  return { account: toAddress(account), executionDelaySeconds, since, granted: toOccurrence(row) };
}

function toAction(row: typeof privilegedAction.$inferSelect): PrivilegedAction {
  const { kind, contract, event, caller, details } = row;
  return {
    kind,
    contract,
    event,
    ...(caller === null ? {} : { caller: toAddress(caller) }),
    details,
    happened: toOccurrence(row),
  };
}
