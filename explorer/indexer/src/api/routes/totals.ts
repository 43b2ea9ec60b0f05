import { and, asc, count, countDistinct, isNotNull, isNull, sql } from "ponder";
import {
  account,
  farm,
  node,
  nodeService,
  owed,
  pricing,
  reservation,
  stream,
  supply,
  tftOfPeriod,
} from "ponder:schema";
import { periodAt, periodStart } from "../../../../../sdk/rules/minting-period.ts";
import { answer } from "../answer.ts";
import type { Totals } from "../answers/grid.ts";
import { country, tftOfPeriod as tftOfPeriodAnswer, totals } from "../answers/grid.ts";
import { book } from "../settings.ts";
import type { Reading } from "../reading.ts";
import { getRoute, newRoutes } from "../routes.ts";
import { DEDICATION, STANDING_JOINS, readStanding, stateColumn } from "../standing.ts";

export const totalRoutes = newRoutes()
  .openapi(getRoute({ path: "/totals", summary: "The grid in numbers", answer: totals }), (c) =>
    answer(c, async (reading) => ({
      ...(await farmTotals(reading)),
      ...(await nodeTotals(reading)),
      accounts: await reading.db.$count(account),
      reservations: await reservationTotals(reading),
      tft: await tftTotals(reading),
      currentPeriod: periodAt(book.schedule, reading.now),
    })),
  )
  .openapi(
    getRoute({
      path: "/countries",
      summary: "Nodes by country, the country with the most first",
      answer: country.array(),
    }),
    (c) =>
      answer(c, async ({ db }) => {
        const rows = await db
          .select({ country: node.country, nodes: count(), down: countDown(), ...CAPACITY_SUMS })
          .from(node)
          .where(isNotNull(node.key))
          .groupBy(node.country)
          .orderBy(sql`count(*) DESC`, asc(node.country));
        return rows.map(({ country: name, nodes, down, ...sums }) => {
          const { offered, reserved } = capacitiesOf(sums);
          return { country: name, nodes, down, capacity: { offered, reserved } };
        });
      }),
  )
  .openapi(
    getRoute({
      path: "/tft-by-period",
      summary: "What happened to TFT in each minting period, by the time of the transactions",
      answer: tftOfPeriodAnswer.array(),
    }),
    (c) =>
      answer(c, async ({ db }) => {
        const rows = await db.select().from(tftOfPeriod).orderBy(asc(tftOfPeriod.period));
        return rows.map((row) => ({
          period: row.period,
          startsAt: periodStart(book.schedule, row.period),
          mintedUnits: String(row.mintedUnits),
          burnedUnits: String(row.burnedUnits),
          claimedUnits: String(row.claimedUnits),
          earnedUnits: String(row.earnedUnits),
        }));
      }),
  );

const CAPACITY_SUMS = {
  cru: sumOf(node.cru),
  mruBytes: sumOf(node.mruBytes),
  sruBytes: sumOf(node.sruBytes),
  hruBytes: sumOf(node.hruBytes),
  bookedCru: sumOf(node.bookedCru),
  bookedMruBytes: sumOf(node.bookedMruBytes),
  bookedSruBytes: sumOf(node.bookedSruBytes),
  bookedHruBytes: sumOf(node.bookedHruBytes),
  freeCru: sumOf(node.freeCru),
  freeMruBytes: sumOf(node.freeMruBytes),
  freeSruBytes: sumOf(node.freeSruBytes),
  freeHruBytes: sumOf(node.freeHruBytes),
};

type CapacitySums = Readonly<Record<keyof typeof CAPACITY_SUMS, string>>;

/** The digits of a sum; "0" of nothing. */
function sumOf(column: Parameters<typeof count>[0]) {
  return sql<string>`COALESCE(SUM(${column}), 0)::text`;
}

function countDown() {
  return sql<number>`COUNT(*) FILTER (WHERE ${and(node.isDown, node.isTargetDown)})`.mapWith(Number);
}

function capacitiesOf(sums: CapacitySums): Totals["capacity"] {
  return {
    offered: { cru: Number(sums.cru), mruBytes: sums.mruBytes, sruBytes: sums.sruBytes, hruBytes: sums.hruBytes },
    reserved: {
      cru: Number(sums.bookedCru),
      mruBytes: sums.bookedMruBytes,
      sruBytes: sums.bookedSruBytes,
      hruBytes: sums.bookedHruBytes,
    },
    free: {
      cru: Number(sums.freeCru),
      mruBytes: sums.freeMruBytes,
      sruBytes: sums.freeSruBytes,
      hruBytes: sums.freeHruBytes,
    },
  };
}

async function farmTotals({ db }: Reading): Promise<Pick<Totals, "farms" | "publicIps">> {
  const [row] = await db.select({ farms: count(), added: sumOf(farm.publicIps), free: sumOf(farm.freeIps) }).from(farm);
  const { farms, added, free } = row ?? { farms: 0, added: "0", free: "0" };
  return { farms, publicIps: { added: Number(added), taken: Number(added) - Number(free) } };
}

async function nodeTotals({ db }: Reading): Promise<Pick<Totals, "nodes" | "countries" | "capacity">> {
  const [row] = await db
    .select({
      registered: count(),
      down: countDown(),
      certified: sql<number>`COUNT(*) FILTER (WHERE ${node.isCertified})`.mapWith(Number),
      countries: countDistinct(node.country),
      ...CAPACITY_SUMS,
    })
    .from(node)
    .where(isNotNull(node.key));
  if (row === undefined) throw new Error("A sum without groups has one row.");
  const { registered, down, certified, countries, ...sums } = row;
  const removed = await db.$count(node, isNull(node.key));
  return { nodes: { registered, removed, down, certified }, countries, capacity: capacitiesOf(sums) };
}

async function reservationTotals(reading: Reading): Promise<Totals["reservations"]> {
  const state = stateColumn(await readStanding(reading)).as("state");
  const rows = await reading.db
    .select({ state, reservations: count() })
    .from(reservation)
    .innerJoin(stream, STANDING_JOINS.stream)
    .innerJoin(account, STANDING_JOINS.account)
    .leftJoin(nodeService, STANDING_JOINS.nodeService)
    .leftJoin(pricing, STANDING_JOINS.pricing)
    .leftJoin(DEDICATION, STANDING_JOINS.dedication)
    .groupBy(state);
  const counts = Object.fromEntries(rows.map((row) => [row.state, row.reservations]));
  return { pending: 0, active: 0, paused: 0, closed: 0, ...counts };
}

async function tftTotals({ db }: Reading): Promise<Totals["tft"]> {
  const [token] = await db
    .select({
      supplyUnits: sumOf(supply.supplyUnits),
      mintedUnits: sumOf(supply.mintedUnits),
      burnedUnits: sumOf(supply.burnedUnits),
    })
    .from(supply);
  const [flows] = await db
    .select({ claimedUnits: sumOf(tftOfPeriod.claimedUnits), earnedUnits: sumOf(tftOfPeriod.earnedUnits) })
    .from(tftOfPeriod);
  const [debts] = await db.select({ owedUnits: sumOf(owed.tftUnits) }).from(owed);
  return { ...NO_TFT, ...token, ...flows, ...debts };
}

const NO_TFT: Totals["tft"] = {
  supplyUnits: "0",
  mintedUnits: "0",
  burnedUnits: "0",
  claimedUnits: "0",
  owedUnits: "0",
  earnedUnits: "0",
};
