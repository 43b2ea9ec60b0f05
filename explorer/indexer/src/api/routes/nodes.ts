import { z } from "@hono/zod-openapi";
import { and, asc, eq, exists, gt, gte, ilike, inArray, isNotNull, isNull, lte, not, or } from "ponder";
import { dedication, farm, node, nodePower, nodeService, terms } from "ponder:schema";
import { toDegrees } from "../../../../../sdk/directory/registration.ts";
import { periodAt } from "../../../../../sdk/rules/minting-period.ts";
import { answer } from "../answer.ts";
import { pageOf } from "../answers/common.ts";
import type { Node, Terms } from "../answers/nodes.ts";
import { node as nodeAnswer, nodeWithHistory } from "../answers/nodes.ts";
import { book } from "../settings.ts";
import type { Condition } from "../conditions.ts";
import { containing } from "../conditions.ts";
import { toPage } from "../page.ts";
import { bytes, extentOf, oneOf, orderOf, paging, text, whole, yesOrNo } from "../parameters.ts";
import type { Reading } from "../reading.ts";
import { missing } from "../refusal.ts";
import { getRoute, newRoutes } from "../routes.ts";
import { toAddress, toCapacity, toOccurrence } from "../shapes.ts";

const NODE_SORTS = {
  nodeId: node.nodeId,
  farmId: node.farmId,
  country: node.country,
  cru: node.cru,
  freeCru: node.freeCru,
  freeMruBytes: node.freeMruBytes,
  freeSruBytes: node.freeSruBytes,
  freeHruBytes: node.freeHruBytes,
  registered: node.at,
};

const STATUSES = {
  up: and(isNotNull(node.key), not(node.isTargetDown), not(node.isDown)),
  down: and(isNotNull(node.key), node.isTargetDown, node.isDown),
  waking: and(isNotNull(node.key), not(node.isTargetDown), node.isDown),
  fallingAsleep: and(isNotNull(node.key), node.isTargetDown, not(node.isDown)),
  removed: isNull(node.key),
};

const nodeFilters = z.object({
  farm: whole("Only of this farm").optional(),
  country: text("Only in this country, written as the nodes write it").optional(),
  status: oneOf(
    ["up", "down", "waking", "fallingAsleep", "removed"],
    "By power; nodes that are removed are listed too when this is left out and nothing free is asked for",
  ).optional(),
  certified: yesOrNo("By the terms of the current period").optional(),
  dedicated: yesOrNo("Whether it is offered as a whole only").optional(),
  freeCru: whole("At least so many cores that nobody has reserved").optional(),
  freeMruBytes: bytes("At least so much memory, likewise").optional(),
  freeSruBytes: bytes("At least so much SSD, likewise").optional(),
  freeHruBytes: bytes("At least so much HDD, likewise").optional(),
  freeIps: whole("At least so many public addresses of its farm that nobody holds").optional(),
  text: text("Part of its farm's name, country, city or serial number, or its number").optional(),
});

type NodeFilters = z.output<typeof nodeFilters>;

const nodeId = whole("The node");

export const nodeRoutes = newRoutes()
  .openapi(
    getRoute({
      path: "/nodes",
      summary: "Nodes",
      answer: pageOf(nodeAnswer),
      query: { ...nodeFilters.shape, ...paging(NODE_SORTS) },
    }),
    (c) => {
      const query = c.req.valid("query");
      const extent = extentOf(query);
      const order = orderOf(query, NODE_SORTS, { usual: "nodeId", unique: [node.nodeId] });
      return answer(c, (reading) => {
        const wanted = filterNodes(reading, query);
        const rows = selectNodes(reading)
          .where(wanted)
          .orderBy(...order)
          .limit(extent.limit)
          .offset(extent.offset);
        return toPage(extent, rows, reading.db.$count(node, wanted), toNode);
      });
    },
  )
  .openapi(
    getRoute({
      path: "/nodes/{nodeId}",
      summary: "A node with its terms and its power",
      answer: nodeWithHistory,
      params: { nodeId },
    }),
    (c) => {
      const { nodeId: wanted } = c.req.valid("param");
      return answer(c, async (reading) => {
        const { db } = reading;
        const [row] = await selectNodes(reading).where(eq(node.nodeId, wanted));
        if (row === undefined) throw missing(`node ${wanted}`);
        const allTerms = await db.select().from(terms).where(eq(terms.nodeId, wanted)).orderBy(asc(terms.termsIndex));
        const power = await db
          .select()
          .from(nodePower)
          .where(eq(nodePower.nodeId, wanted))
          .orderBy(asc(nodePower.eventId));
        return {
          ...toNode(row),
          allTerms: allTerms.map(toTerms),
          power: power.map((one) => ({ isTarget: one.isTarget, isDown: one.isDown, changed: toOccurrence(one) })),
        };
      });
    },
  );

/** The filters as one condition on nodes alone, so that counting joins nothing. */
function filterNodes({ db, now }: Reading, filters: NodeFilters): Condition {
  const { farm: farmId, country, status, certified, dedicated, text: part } = filters;
  return and(
    farmId === undefined ? undefined : eq(node.farmId, farmId),
    country === undefined ? undefined : eq(node.country, country),
    status === undefined ? undefined : STATUSES[status],
    dedicated === undefined ? undefined : eq(node.isDedicatedOnly, dedicated),
    ...filterFree(db, filters),
    certified === undefined ? undefined : certifiedIs(db, periodAt(book.schedule, now), certified),
    part === undefined ? undefined : textContains(db, part),
  );
}

function filterFree(
  db: Reading["db"],
  { freeCru, freeMruBytes, freeSruBytes, freeHruBytes, freeIps }: NodeFilters,
): Condition[] {
  const asked = [freeCru, freeMruBytes, freeSruBytes, freeHruBytes, freeIps];
  if (asked.every((one) => one === undefined)) return [];
  return [
    isNotNull(node.key),
    freeCru === undefined ? undefined : gte(node.freeCru, freeCru),
    freeMruBytes === undefined ? undefined : gte(node.freeMruBytes, freeMruBytes),
    freeSruBytes === undefined ? undefined : gte(node.freeSruBytes, freeSruBytes),
    freeHruBytes === undefined ? undefined : gte(node.freeHruBytes, freeHruBytes),
    freeIps === undefined
      ? undefined
      : inArray(node.farmId, db.select({ farmId: farm.farmId }).from(farm).where(gte(farm.freeIps, freeIps))),
  ];
}

function certifiedIs(db: Reading["db"], period: number, isCertified: boolean): Condition {
  const certified = exists(
    db
      .select({ nodeId: terms.nodeId })
      .from(terms)
      .where(and(eq(terms.nodeId, node.nodeId), covers(period), eq(terms.isCertified, true))),
  );
  return isCertified ? certified : not(certified);
}

function textContains(db: Reading["db"], part: string): Condition {
  const pattern = containing(part);
  return or(
    ilike(node.country, pattern),
    ilike(node.city, pattern),
    ilike(node.serialNumber, pattern),
    inArray(node.farmId, db.select({ farmId: farm.farmId }).from(farm).where(ilike(farm.name, pattern))),
    /^\d{1,15}$/.test(part) ? eq(node.nodeId, Number(part)) : undefined,
  );
}

function covers(period: number): Condition {
  return and(lte(terms.fromPeriod, period), gt(terms.untilPeriod, period));
}

function selectNodes({ db, now }: Reading) {
  return db
    .select({
      node,
      farmName: farm.name,
      freeIps: farm.freeIps,
      terms,
      noticeEndsAt: nodeService.noticeEndsAt,
      dedicatedTo: dedication.reservationId,
    })
    .from(node)
    .innerJoin(farm, eq(farm.farmId, node.farmId))
    .leftJoin(terms, and(eq(terms.nodeId, node.nodeId), covers(periodAt(book.schedule, now))))
    .leftJoin(nodeService, eq(nodeService.nodeId, node.nodeId))
    .leftJoin(dedication, eq(dedication.nodeId, node.nodeId));
}

type NodeRow = Awaited<ReturnType<typeof selectNodes>>[number];

function toNode({ node: row, farmName, freeIps, terms: current, noticeEndsAt, dedicatedTo }: NodeRow): Node {
  const [latitude, longitude] = [toDegrees(BigInt(row.latitudeE6)), toDegrees(BigInt(row.longitudeE6))];
  return {
    nodeId: row.nodeId,
    farmId: row.farmId,
    farmName,
    ...(row.key === null ? {} : { key: toAddress(row.key) }),
    status: statusOf(row),
    country: row.country,
    city: row.city,
    ...(latitude === undefined ? {} : { latitude }),
    ...(longitude === undefined ? {} : { longitude }),
    serialNumber: row.serialNumber,
    hasSecureBoot: row.hasSecureBoot,
    isCertified: current?.isCertified ?? false,
    capacity: capacityOf(row),
    offer: { isDedicatedOnly: row.isDedicatedOnly, extraFeeRate: String(row.extraFeeRate) },
    isDedicated: dedicatedTo !== null,
    freeIps,
    ...(noticeEndsAt === null ? {} : { noticeEndsAt }),
    ...(current === null ? {} : { terms: toTerms(current) }),
    registered: toOccurrence(row),
  };
}

function statusOf({ key, isTargetDown, isDown }: typeof node.$inferSelect): Node["status"] {
  if (key === null) return "removed";
  if (isTargetDown) return isDown ? "down" : "fallingAsleep";
  return isDown ? "waking" : "up";
}

function capacityOf(row: typeof node.$inferSelect): Node["capacity"] {
  return {
    offered: toCapacity(row),
    reserved: toCapacity({
      cru: row.bookedCru,
      mruBytes: row.bookedMruBytes,
      sruBytes: row.bookedSruBytes,
      hruBytes: row.bookedHruBytes,
    }),
    free: toCapacity({
      cru: row.freeCru,
      mruBytes: row.freeMruBytes,
      sruBytes: row.freeSruBytes,
      hruBytes: row.freeHruBytes,
    }),
  };
}

function toTerms(row: typeof terms.$inferSelect): Terms {
  const { termsIndex, farmId, fromPeriod, untilPeriod, policyId, connectionPriceMusd, ipv4Count } = row;
  const { isCertified, isVirtualized, verifiedFrom, verifiedUntil } = row;
  return {
    termsIndex,
    farmId,
    fromPeriod,
    untilPeriod,
    policyId,
    connectionPriceMusd,
    ipv4Count,
    isCertified,
    isVirtualized,
    verifiedFrom,
    verifiedUntil,
    capacity: toCapacity(row),
  };
}
