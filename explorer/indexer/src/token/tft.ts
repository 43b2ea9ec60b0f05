import { ponder } from "ponder:registry";
import { minter, supply } from "ponder:schema";
import { zeroAddress } from "viem";
import { recordAction } from "../access/record-action.ts";
import { occurrenceOf } from "../chain/occurrence.ts";
import { payClaim } from "../farming/payments.ts";
import { addToPeriod } from "./tft-of-period.ts";

ponder.on("TFT:SupplyCapSet", async ({ event, context }) => {
  const { supplyCap: capUnits } = event.args;
  await context.db
    .insert(supply)
    .values({ token: event.log.address, supplyUnits: 0n, mintedUnits: 0n, burnedUnits: 0n, capUnits })
    .onConflictDoUpdate({ capUnits });
});

ponder.on("TFT:Transfer", async ({ event, context }) => {
  const { from, to, value } = event.args;
  const token = event.log.address;
  if (from === zeroAddress) {
    await context.db.update(supply, { token }).set(({ supplyUnits, mintedUnits }) => ({
      supplyUnits: supplyUnits + value,
      mintedUnits: mintedUnits + value,
    }));
    await addToPeriod(context.db, event.block, "mintedUnits", value);
    await payClaim(context.db, event);
  } else if (to === zeroAddress) {
    await context.db.update(supply, { token }).set(({ supplyUnits, burnedUnits }) => ({
      supplyUnits: supplyUnits - value,
      burnedUnits: burnedUnits + value,
    }));
    await addToPeriod(context.db, event.block, "burnedUnits", value);
  }
});

ponder.on("TFT:MinterSet", async ({ event, context }) => {
  const { minter: account, capacity, refillPerSecond, available } = event.args;
  const row = {
    capacityUnits: capacity,
    refillUnitsPerSecond: refillPerSecond,
    availableUnits: available,
    ...occurrenceOf(event),
  };
  await context.db
    .insert(minter)
    .values({ minter: account, ...row })
    .onConflictDoUpdate(row);
  await recordAction(context.db, event, "TFT:MinterSet");
});
