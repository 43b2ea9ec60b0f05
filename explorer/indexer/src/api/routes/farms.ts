import { and, eq, ilike, or } from "ponder";
import { farm, publicIp } from "ponder:schema";
import { formatIp } from "../../../../../sdk/directory/format-ip.ts";
import { answer } from "../answer.ts";
import type { Farm, PublicIp } from "../answers/farms.ts";
import { farm as farmAnswer, publicIp as publicIpAnswer } from "../answers/farms.ts";
import { pageOf } from "../answers/common.ts";
import { containing } from "../conditions.ts";
import { toPage } from "../page.ts";
import { address, extentOf, orderOf, paging, text, whole } from "../parameters.ts";
import { missing } from "../refusal.ts";
import { getRoute, newRoutes } from "../routes.ts";
import { toAddress, toOccurrence } from "../shapes.ts";

const farmId = whole("The farm");

const FARM_SORTS = { farmId: farm.farmId, name: farm.name, nodes: farm.nodes, publicIps: farm.publicIps };
const IP_SORTS = { ip: publicIp.ip };

export const farmRoutes = newRoutes()
  .openapi(
    getRoute({
      path: "/farms",
      summary: "Farms",
      answer: pageOf(farmAnswer),
      query: {
        owner: address("Only his").optional(),
        text: text("Part of the name, or the farm's number").optional(),
        ...paging(FARM_SORTS),
      },
    }),
    (c) => {
      const query = c.req.valid("query");
      const { owner, text: part } = query;
      const wanted = and(
        owner === undefined ? undefined : eq(farm.owner, owner),
        part === undefined
          ? undefined
          : or(ilike(farm.name, containing(part)), /^\d{1,15}$/.test(part) ? eq(farm.farmId, Number(part)) : undefined),
      );
      const extent = extentOf(query);
      const order = orderOf(query, FARM_SORTS, { usual: "farmId", unique: [farm.farmId] });
      return answer(c, ({ db, now }) =>
        toPage(
          extent,
          db
            .select()
            .from(farm)
            .where(wanted)
            .orderBy(...order)
            .limit(extent.limit)
            .offset(extent.offset),
          db.$count(farm, wanted),
          (row) => toFarm(row, now),
        ),
      );
    },
  )
  .openapi(getRoute({ path: "/farms/{farmId}", summary: "A farm", answer: farmAnswer, params: { farmId } }), (c) => {
    const { farmId: wanted } = c.req.valid("param");
    return answer(c, async ({ db, now }) => {
      const [row] = await db.select().from(farm).where(eq(farm.farmId, wanted));
      if (row === undefined) throw missing(`farm ${wanted}`);
      return toFarm(row, now);
    });
  })
  .openapi(
    getRoute({
      path: "/farms/{farmId}/ips",
      summary: "Public addresses of a farm",
      answer: pageOf(publicIpAnswer),
      params: { farmId },
      query: paging(IP_SORTS),
    }),
    (c) => {
      const query = c.req.valid("query");
      const wanted = eq(publicIp.farmId, c.req.valid("param").farmId);
      const extent = extentOf(query);
      const order = orderOf(query, IP_SORTS, { usual: "ip", unique: [publicIp.ip] });
      return answer(c, ({ db }) =>
        toPage(
          extent,
          db
            .select()
            .from(publicIp)
            .where(wanted)
            .orderBy(...order)
            .limit(extent.limit)
            .offset(extent.offset),
          db.$count(publicIp, wanted),
          toPublicIp,
        ),
      );
    },
  );

function toFarm(row: typeof farm.$inferSelect, now: number): Farm {
  const { newPayout, newPayoutAt } = row;
  const change = newPayout === null || newPayoutAt === null ? undefined : { newPayout, newPayoutAt };
  const isChanged = change !== undefined && change.newPayoutAt <= now;
  return {
    farmId: row.farmId,
    name: row.name,
    owner: toAddress(row.owner),
    ...(row.pendingOwner === null ? {} : { pendingOwner: toAddress(row.pendingOwner) }),
    payout: toAddress(isChanged ? change.newPayout : row.payout),
    ...(change === undefined || isChanged
      ? {}
      : { payoutChange: { payout: toAddress(change.newPayout), effectiveAt: change.newPayoutAt } }),
    isPayoutLocked: row.isPayoutLocked,
    certification: row.certification,
    ...policyLimitOf(row),
    nodes: row.nodes,
    publicIps: row.publicIps,
    created: toOccurrence(row),
  };
}

/** The columns of a limit are written together. */
function policyLimitOf(row: typeof farm.$inferSelect): Pick<Farm, "policyLimit"> {
  if (row.limitPolicyId === null || row.limitPolicyId === 0) return {};
  return {
    policyLimit: {
      policyId: row.limitPolicyId,
      cuMicroLeft: String(row.limitCuMicroLeft ?? 0n),
      suMicroLeft: String(row.limitSuMicroLeft ?? 0n),
      nodesLeft: row.limitNodesLeft ?? 0,
      untilPeriod: row.limitUntilPeriod ?? 0,
      isCertifiedOnly: row.limitIsCertifiedOnly ?? false,
    },
  };
}

function toPublicIp({ farmId: of, ip, prefixLength, gateway, booker, holder }: typeof publicIp.$inferSelect): PublicIp {
  return {
    farmId: of,
    ip: formatIp(ip),
    prefixLength,
    gateway: formatIp(gateway),
    ...(booker === null || holder === null ? {} : { holder: { booker: toAddress(booker), holder: Number(holder) } }),
  };
}
