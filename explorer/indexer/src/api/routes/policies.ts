import { asc } from "ponder";
import { connectionPrice, farmingPolicy, minter } from "ponder:schema";
import { answer } from "../answer.ts";
import type { FarmingPolicy } from "../answers/policies.ts";
import * as answers from "../answers/policies.ts";
import { getRoute, newRoutes } from "../routes.ts";
import { toAddress, toOccurrence } from "../shapes.ts";

export const policyRoutes = newRoutes()
  .openapi(getRoute({ path: "/policies", summary: "Farming policies", answer: answers.farmingPolicy.array() }), (c) =>
    answer(c, async ({ db }) => {
      const rows = await db.select().from(farmingPolicy).orderBy(asc(farmingPolicy.policyId));
      return rows.map(toPolicy);
    }),
  )
  .openapi(
    getRoute({
      path: "/connection-prices",
      summary: "The price of TFT that new terms fix, the latest one last",
      answer: answers.connectionPrice.array(),
    }),
    (c) =>
      answer(c, async ({ db }) => {
        const rows = await db.select().from(connectionPrice).orderBy(asc(connectionPrice.eventId));
        return rows.map((row) => ({ connectionPriceMusd: row.connectionPriceMusd, set: toOccurrence(row) }));
      }),
  )
  .openapi(
    getRoute({ path: "/minters", summary: "Who may mint TFT, and how much", answer: answers.minter.array() }),
    (c) =>
      answer(c, async ({ db }) => {
        const rows = await db.select().from(minter).orderBy(asc(minter.minter));
        return rows.map((row) => ({
          minter: toAddress(row.minter),
          capacityUnits: String(row.capacityUnits),
          refillUnitsPerSecond: String(row.refillUnitsPerSecond),
          set: toOccurrence(row),
        }));
      }),
  );

function toPolicy({ block, at, transaction, ...policy }: typeof farmingPolicy.$inferSelect): FarmingPolicy {
  return { ...policy, added: { block, at, transaction } };
}
