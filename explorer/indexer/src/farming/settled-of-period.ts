import type { Context } from "ponder:registry";
import { receipt, settledOfPeriod } from "ponder:schema";
import { and, count, eq } from "ponder";

type NewReceipt = Pick<typeof receipt.$inferInsert, "period" | "batch" | "nodeId" | "tftUnits">;

/** Counts a receipt that is not in its table yet. */
export async function addToSettled(db: Context["db"], settled: NewReceipt): Promise<void> {
  const { period, tftUnits } = settled;
  const nodes = (await isFirstOfNode(db, settled)) ? 1 : 0;
  await db
    .insert(settledOfPeriod)
    .values({ period, nodes, tftUnits })
    .onConflictDoUpdate((row) => ({ nodes: row.nodes + nodes, tftUnits: row.tftUnits + tftUnits }));
}

/** What was settled by a correction cannot be settled by the period's own batch any more; only the other order can be. */
async function isFirstOfNode(db: Context["db"], { period, batch, nodeId }: NewReceipt): Promise<boolean> {
  if (batch === 0) return true;
  const [before] = await db.sql
    .select({ receipts: count() })
    .from(receipt)
    .where(and(eq(receipt.nodeId, nodeId), eq(receipt.period, period)));
  return before?.receipts === 0;
}
