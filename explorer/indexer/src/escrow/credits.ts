import type { Context } from "ponder:registry";
import type { stream } from "ponder:schema";
import { farmCredit, pool, providerCredit } from "ponder:schema";

/** Who gets what of a stream's money, in units of 10^-7 TFT. */
export interface Shares {
  readonly farmUnits: bigint;
  readonly providerUnits: bigint;
  readonly poolUnits: bigint;
  readonly refundedUnits: bigint;
}

type Parties = Pick<typeof stream.$inferSelect, "farmId" | "provider" | "pricingVersion">;

/** Credits those whose stream it is; the payer's part is in an event of its own. */
export async function addCredits(db: Context["db"], parties: Parties, shares: Shares): Promise<void> {
  const { farmId, provider, pricingVersion } = parties;
  const { farmUnits, providerUnits, poolUnits } = shares;
  if (farmUnits > 0n) {
    await db
      .insert(farmCredit)
      .values({ farmId, tftUnits: farmUnits })
      .onConflictDoUpdate(({ tftUnits }) => ({ tftUnits: tftUnits + farmUnits }));
  }
  if (provider !== null && providerUnits > 0n) {
    await db
      .insert(providerCredit)
      .values({ provider, tftUnits: providerUnits })
      .onConflictDoUpdate(({ tftUnits }) => ({ tftUnits: tftUnits + providerUnits }));
  }
  await db
    .insert(pool)
    .values({ pricingVersion, poolUnits, providerUnits })
    .onConflictDoUpdate((row) => ({
      poolUnits: row.poolUnits + poolUnits,
      providerUnits: row.providerUnits + providerUnits,
    }));
}
