import type { Context } from "ponder:registry";
import { ponder } from "ponder:registry";
import { farm, node, nodeChange, nodeOffer, nodePower } from "ponder:schema";
import { occurrenceOf } from "../chain/occurrence.ts";

/** What holds for a node whose farm never made an offer. */
const NO_OFFER = { isDedicatedOnly: false, extraFeeRate: 0n };

/** What registration's other events fill in, in the same transaction. */
const UNKNOWN_DETAILS = {
  country: "",
  city: "",
  latitudeE6: 0,
  longitudeE6: 0,
  serialNumber: "",
  hasSecureBoot: false,
};

const NO_CAPACITY = {
  cru: 0,
  mruBytes: 0n,
  sruBytes: 0n,
  hruBytes: 0n,
  bookedCru: 0,
  bookedMruBytes: 0n,
  bookedSruBytes: 0n,
  bookedHruBytes: 0n,
  freeCru: 0,
  freeMruBytes: 0n,
  freeSruBytes: 0n,
  freeHruBytes: 0n,
};

ponder.on("Directory:NodeRegistered", async ({ event, context }) => {
  const { nodeId, farmId, key } = event.args;
  await context.db.insert(node).values({
    nodeId,
    farmId,
    key,
    isTargetDown: false,
    isDown: false,
    ...UNKNOWN_DETAILS,
    ...NO_CAPACITY,
    isCertified: false,
    ipv4Count: 0,
    ...NO_OFFER,
    ...occurrenceOf(event),
  });
  await addNodes(context.db, farmId, 1);
});

ponder.on("Directory:NodeDetailsSet", async ({ event, context }) => {
  const { nodeId, details } = event.args;
  await context.db.update(node, { nodeId }).set(details);
});

ponder.on("Directory:NodeMoved", async ({ event, context }) => {
  const { nodeId, fromFarmId, toFarmId } = event.args;
  const { isDedicatedOnly, extraFeeRate } =
    (await context.db.find(nodeOffer, { farmId: toFarmId, nodeId })) ?? NO_OFFER;
  await context.db.update(node, { nodeId }).set({ farmId: toFarmId, isDedicatedOnly, extraFeeRate });
  await addNodes(context.db, fromFarmId, -1);
  await addNodes(context.db, toFarmId, 1);
  await context.db.insert(nodeChange).values({
    eventId: event.id,
    nodeId,
    kind: "moved",
    before: String(fromFarmId),
    after: String(toFarmId),
    ...occurrenceOf(event),
  });
});

ponder.on("Offers:OfferSet", async ({ event, context }) => {
  const { nodeId, farmId, offer } = event.args;
  await context.db
    .insert(nodeOffer)
    .values({ farmId, nodeId, ...offer })
    .onConflictDoUpdate(offer);
  await context.db.update(node, { nodeId }).set(offer);
});

ponder.on("Directory:NodeKeyRotated", async ({ event, context }) => {
  const { nodeId, previousKey, newKey } = event.args;
  await context.db.update(node, { nodeId }).set({ key: newKey });
  await context.db.insert(nodeChange).values({
    eventId: event.id,
    nodeId,
    kind: "keyRotated",
    before: previousKey,
    after: newKey,
    ...occurrenceOf(event),
  });
});

ponder.on("Directory:NodeRemoved", async ({ event, context }) => {
  const { nodeId, farmId } = event.args;
  await context.db.update(node, { nodeId }).set({ key: null });
  await addNodes(context.db, farmId, -1);
  await context.db.insert(nodeChange).values({
    eventId: event.id,
    nodeId,
    kind: "removed",
    before: String(farmId),
    ...occurrenceOf(event),
  });
});

ponder.on("Directory:NodePowerTargetSet", async ({ event, context }) => {
  const { nodeId, isDown } = event.args;
  await context.db.update(node, { nodeId }).set({ isTargetDown: isDown });
  await context.db
    .insert(nodePower)
    .values({ eventId: event.id, nodeId, isTarget: true, isDown, ...occurrenceOf(event) });
});

ponder.on("Directory:NodePowerStateSet", async ({ event, context }) => {
  const { nodeId, isDown } = event.args;
  await context.db.update(node, { nodeId }).set({ isDown });
  await context.db
    .insert(nodePower)
    .values({ eventId: event.id, nodeId, isTarget: false, isDown, ...occurrenceOf(event) });
});

async function addNodes(db: Context["db"], farmId: number, change: 1 | -1): Promise<void> {
  await db.update(farm, { farmId }).set(({ nodes }) => ({ nodes: nodes + change }));
}
