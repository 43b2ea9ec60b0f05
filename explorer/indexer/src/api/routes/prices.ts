import { and, asc, gte, lte } from "ponder";
import { price, pricing } from "ponder:schema";
import { usdPerTftOf } from "../../../../../sdk/rules/price.ts";
import { answer } from "../answer.ts";
import { pageOf } from "../answers/common.ts";
import type { Price, Pricing } from "../answers/policies.ts";
import * as answers from "../answers/policies.ts";
import { toPage } from "../page.ts";
import { extentOf, orderOf, paging, whole } from "../parameters.ts";
import { getRoute, newRoutes } from "../routes.ts";
import { toAddress, toOccurrence } from "../shapes.ts";

const PRICE_SORTS = { at: price.at, usdPerTft: price.usdPerTft };

export const priceRoutes = newRoutes()
  .openapi(
    getRoute({ path: "/pricings", summary: "Versions of what capacity costs", answer: answers.pricing.array() }),
    (c) =>
      answer(c, async ({ db }) => {
        const rows = await db.select().from(pricing).orderBy(asc(pricing.version));
        return rows.map(toPricing);
      }),
  )
  .openapi(
    getRoute({
      path: "/prices",
      summary: "Prices of TFT, as the feed set them",
      answer: pageOf(answers.price),
      query: {
        from: whole("Only since this unix time in seconds").optional(),
        to: whole("Only up to this unix time in seconds").optional(),
        ...paging(PRICE_SORTS),
      },
    }),
    (c) => {
      const query = c.req.valid("query");
      const wanted = and(
        query.from === undefined ? undefined : gte(price.at, query.from),
        query.to === undefined ? undefined : lte(price.at, query.to),
      );
      const extent = extentOf(query);
      const order = orderOf(query, PRICE_SORTS, { usual: "at", unique: [price.at, price.eventId] });
      return answer(c, ({ db }) =>
        toPage(
          extent,
          db
            .select()
            .from(price)
            .where(wanted)
            .orderBy(...order)
            .limit(extent.limit)
            .offset(extent.offset),
          db.$count(price, wanted),
          toPrice,
        ),
      );
    },
  );

function toPrice(row: typeof price.$inferSelect): Price {
  return {
    usdPerTft: String(row.usdPerTft),
    averageUsdPerTft: String(usdPerTftOf(row.averageTftPerUsd)),
    updated: toOccurrence(row),
  };
}

function toPricing(row: typeof pricing.$inferSelect): Pricing {
  return {
    version: row.version,
    prices: {
      cuRate: String(row.cuRate),
      suRate: String(row.suRate),
      ipv4Rate: String(row.ipv4Rate),
      nameRate: String(row.nameRate),
      trafficUsdPerGb: String(row.trafficUsdPerGb),
      dedicatedBps: row.dedicatedBps,
      certifiedBps: row.certifiedBps,
    },
    split: {
      farmBps: row.farmBps,
      foundationBps: row.foundationBps,
      stakersBps: row.stakersBps,
      foundation: toAddress(row.foundation),
      stakers: toAddress(row.stakers),
    },
    ...(row.closableAt === null ? {} : { closableAt: row.closableAt }),
    added: toOccurrence(row),
  };
}
