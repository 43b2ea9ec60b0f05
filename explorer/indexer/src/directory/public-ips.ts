import type { Context } from "ponder:registry";
import { ponder } from "ponder:registry";
import { farm, publicIp } from "ponder:schema";
import { occurrenceOf } from "../chain/occurrence.ts";

ponder.on("PublicIps:PublicIpAdded", async ({ event, context }) => {
  const { farmId, ip, prefixLength, gateway } = event.args;
  await context.db.insert(publicIp).values({ farmId, ip, prefixLength, gateway, ...occurrenceOf(event) });
  await countIps(context.db, farmId, { publicIps: 1, freeIps: 1 });
});

ponder.on("PublicIps:PublicIpRemoved", async ({ event, context }) => {
  const { farmId, ip } = event.args;
  await context.db.delete(publicIp, { farmId, ip });
  await countIps(context.db, farmId, { publicIps: -1, freeIps: -1 });
});

ponder.on("PublicIps:PublicIpTaken", async ({ event, context }) => {
  const { farmId, ip, booker, holder } = event.args;
  await context.db.update(publicIp, { farmId, ip }).set({ booker, holder });
  await countIps(context.db, farmId, { publicIps: 0, freeIps: -1 });
});

ponder.on("PublicIps:PublicIpFreed", async ({ event, context }) => {
  const { farmId, ip } = event.args;
  await context.db.update(publicIp, { farmId, ip }).set({ booker: null, holder: null });
  await countIps(context.db, farmId, { publicIps: 0, freeIps: 1 });
});

async function countIps(
  db: Context["db"],
  farmId: number,
  change: Readonly<{ publicIps: number; freeIps: number }>,
): Promise<void> {
  await db.update(farm, { farmId }).set(({ publicIps, freeIps }) => ({
    publicIps: publicIps + change.publicIps,
    freeIps: freeIps + change.freeIps,
  }));
}
