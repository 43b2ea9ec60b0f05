import { and, asc, eq, gt, lte, or, sql } from "ponder";
import { farm, payment, price, receipt } from "ponder:schema";
import { formatTime } from "../../../../../sdk/network/format-time.ts";
import { formatUsd } from "../../../../../sdk/oracle/format-usd.ts";
import { formatTft } from "../../../../../sdk/token/format-tft.ts";
import { answer } from "../answer.ts";
import { pageOf } from "../answers/common.ts";
import type { Payment, Receipt } from "../answers/farms.ts";
import { payment as paymentAnswer, receipt as receiptAnswer } from "../answers/farms.ts";
import { answerCsv } from "../csv.ts";
import { toPage } from "../page.ts";
import { extentOf, orderOf, paging, whole } from "../parameters.ts";
import type { Reading } from "../reading.ts";
import { missing } from "../refusal.ts";
import { csvRoute, getRoute, newRoutes } from "../routes.ts";
import { toAddress, toOccurrence } from "../shapes.ts";

const farmId = whole("The farm");

const RECEIPT_SORTS = {
  block: receipt.block,
  period: receipt.period,
  node: receipt.nodeId,
  tftUnits: receipt.tftUnits,
};
const PAYMENT_SORTS = { block: payment.block, tftUnits: payment.tftUnits };

export const receiptRoutes = newRoutes()
  .openapi(
    getRoute({
      path: "/receipts",
      summary: "Rewards that were settled, in the order of the chain",
      answer: pageOf(receiptAnswer),
      query: {
        farm: whole("Only of this farm").optional(),
        node: whole("Only of this node").optional(),
        period: whole("Only for this period").optional(),
        ...paging(RECEIPT_SORTS),
      },
    }),
    (c) => {
      const query = c.req.valid("query");
      const wanted = and(
        query.farm === undefined ? undefined : eq(receipt.farmId, query.farm),
        query.node === undefined ? undefined : eq(receipt.nodeId, query.node),
        query.period === undefined ? undefined : eq(receipt.period, query.period),
      );
      const extent = extentOf(query);
      const order = orderOf(query, RECEIPT_SORTS, { usual: "block", unique: [receipt.block, receipt.logIndex] });
      return answer(c, ({ db }) =>
        toPage(
          extent,
          db
            .select()
            .from(receipt)
            .where(wanted)
            .orderBy(...order)
            .limit(extent.limit)
            .offset(extent.offset),
          db.$count(receipt, wanted),
          toReceipt,
        ),
      );
    },
  )
  .openapi(
    getRoute({
      path: "/farms/{farmId}/payments",
      summary: "TFT that a farm received, in the order of the chain",
      answer: pageOf(paymentAnswer),
      params: { farmId },
      query: paging(PAYMENT_SORTS),
    }),
    (c) => {
      const query = c.req.valid("query");
      const wanted = eq(payment.farmId, c.req.valid("param").farmId);
      const extent = extentOf(query);
      const order = orderOf(query, PAYMENT_SORTS, { usual: "block", unique: [payment.block, payment.logIndex] });
      return answer(c, ({ db }) =>
        toPage(
          extent,
          db
            .select()
            .from(payment)
            .where(wanted)
            .orderBy(...order)
            .limit(extent.limit)
            .offset(extent.offset),
          db.$count(payment, wanted),
          toPayment,
        ),
      );
    },
  )
  .openapi(
    csvRoute({
      path: "/farms/{farmId}/receipts.csv",
      summary: "All receipts of a farm with the price of TFT at their time, as a file",
      params: { farmId },
    }),
    async (c) => {
      const { farmId: wanted } = c.req.valid("param");
      return answerCsv(c, {
        name: `receipts-of-farm-${wanted}.csv`,
        head: ["time_utc", "transaction", "farm", "node", "period", "batch", "tft", "outcome", "usd_per_tft"],
        readAfter: async (reading, last: PricedReceipt | undefined, limit, toBlock) => {
          if (last === undefined) await requireFarm(reading, wanted);
          return reading.db
            .select({ receipt, usdPerTft: priceAt() })
            .from(receipt)
            .where(
              and(
                eq(receipt.farmId, wanted),
                lte(receipt.block, toBlock),
                last === undefined
                  ? undefined
                  : or(
                      gt(receipt.block, last.receipt.block),
                      and(eq(receipt.block, last.receipt.block), gt(receipt.logIndex, last.receipt.logIndex)),
                    ),
              ),
            )
            .orderBy(asc(receipt.block), asc(receipt.logIndex))
            .limit(limit);
        },
        toCells: ({ receipt: row, usdPerTft }) => [
          formatTime(row.at),
          row.transaction,
          row.farmId,
          row.nodeId,
          row.period,
          row.batch,
          plainTft(row.tftUnits),
          row.outcome,
          usdPerTft === null ? undefined : formatUsd(BigInt(usdPerTft)),
        ],
      });
    },
  )
  .openapi(
    csvRoute({
      path: "/farms/{farmId}/payments.csv",
      summary: "All payments to a farm, as a file",
      params: { farmId },
    }),
    async (c) => {
      const { farmId: wanted } = c.req.valid("param");
      return answerCsv(c, {
        name: `payments-to-farm-${wanted}.csv`,
        head: ["time_utc", "transaction", "farm", "kind", "tft", "payout"],
        readAfter: async (reading, last: typeof payment.$inferSelect | undefined, limit, toBlock) => {
          if (last === undefined) await requireFarm(reading, wanted);
          return reading.db
            .select()
            .from(payment)
            .where(
              and(
                eq(payment.farmId, wanted),
                lte(payment.block, toBlock),
                last === undefined
                  ? undefined
                  : or(
                      gt(payment.block, last.block),
                      and(eq(payment.block, last.block), gt(payment.logIndex, last.logIndex)),
                    ),
              ),
            )
            .orderBy(asc(payment.block), asc(payment.logIndex))
            .limit(limit);
        },
        toCells: (row) => [
          formatTime(row.at),
          row.transaction,
          row.farmId,
          row.kind,
          plainTft(row.tftUnits),
          toAddress(row.payout),
        ],
      });
    },
  );

interface PricedReceipt {
  readonly receipt: typeof receipt.$inferSelect;
  readonly usdPerTft: string | null;
}

/** The feed's price when a receipt was made. */
function priceAt() {
  return sql<string | null>`(SELECT ${price.usdPerTft}::text FROM ${price} WHERE ${price.at} <= ${receipt.at}
    ORDER BY ${price.at} DESC LIMIT 1)`;
}

async function requireFarm({ db }: Reading, wanted: number): Promise<void> {
  const [row] = await db.select({ farmId: farm.farmId }).from(farm).where(eq(farm.farmId, wanted));
  if (row === undefined) throw missing(`farm ${wanted}`);
}

/** TFT as a number for programs: no separators. */
function plainTft(units: bigint): string {
  return formatTft(units).replaceAll(",", "");
}

function toReceipt(row: typeof receipt.$inferSelect): Receipt {
  const { farmId: of, nodeId, period, batch, position, tftUnits, outcome } = row;
  return {
    farmId: of,
    nodeId,
    period,
    batch,
    position,
    tftUnits: String(tftUnits),
    outcome,
    settled: toOccurrence(row),
  };
}

function toPayment(row: typeof payment.$inferSelect): Payment {
  const { farmId: of, kind, payout, tftUnits } = row;
  return { farmId: of, kind, payout: toAddress(payout), tftUnits: String(tftUnits), paid: toOccurrence(row) };
}
