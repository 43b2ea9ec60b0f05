import type { Context } from "ponder:registry";
import { tftOfPeriod } from "ponder:schema";
import { periodOf } from "../chain/period.ts";

const NOTHING = { mintedUnits: 0n, burnedUnits: 0n, claimedUnits: 0n, earnedUnits: 0n };

/** Adds to what happened to TFT in the period of a block. */
export async function addToPeriod(
  db: Context["db"],
  block: { readonly timestamp: bigint },
  kind: keyof typeof NOTHING,
  units: bigint,
): Promise<void> {
  await db
    .insert(tftOfPeriod)
    .values({ period: periodOf(block), ...NOTHING, [kind]: units })
    .onConflictDoUpdate((row) => ({ [kind]: row[kind] + units }));
}
