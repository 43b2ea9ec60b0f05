import { ponder } from "ponder:registry";
import { farm } from "ponder:schema";
import { zeroAddress } from "viem";
import { recordAction } from "../access/record-action.ts";
import { occurrenceOf } from "../chain/occurrence.ts";

ponder.on("Directory:FarmCreated", async ({ event, context }) => {
  const { farmId, owner, payout, name } = event.args;
  await context.db.insert(farm).values({
    farmId,
    name,
    owner,
    payout,
    isPayoutLocked: false,
    certification: "notCertified",
    nodes: 0,
    publicIps: 0,
    freeIps: 0,
    ...occurrenceOf(event),
  });
});

ponder.on("Directory:FarmRenamed", async ({ event, context }) => {
  const { farmId, name } = event.args;
  await context.db.update(farm, { farmId }).set({ name });
});

ponder.on("Directory:FarmTransferStarted", async ({ event, context }) => {
  const { farmId, newOwner } = event.args;
  await context.db.update(farm, { farmId }).set({ pendingOwner: newOwner === zeroAddress ? null : newOwner });
});

ponder.on("Directory:FarmTransferred", async ({ event, context }) => {
  const { farmId, newOwner } = event.args;
  await context.db.update(farm, { farmId }).set({ owner: newOwner, pendingOwner: null });
});

ponder.on("Directory:FarmPayoutChangeScheduled", async ({ event, context }) => {
  const { farmId, payout, newPayout, effectiveAt } = event.args;
  await context.db.update(farm, { farmId }).set({ payout, newPayout, newPayoutAt: effectiveAt });
});

ponder.on("Directory:FarmPayoutChangeCancelled", async ({ event, context }) => {
  const { farmId, payout } = event.args;
  await context.db.update(farm, { farmId }).set({ payout, newPayout: null, newPayoutAt: null });
});

ponder.on("Directory:FarmPayoutLockSet", async ({ event, context }) => {
  const { farmId, isLocked } = event.args;
  await context.db.update(farm, { farmId }).set({ isPayoutLocked: isLocked });
});

ponder.on("Directory:FarmCertified", async ({ event, context }) => {
  const { farmId, certification } = event.args;
  await context.db.update(farm, { farmId }).set({ certification: certification === 0 ? "notCertified" : "gold" });
  await recordAction(context.db, event, "Directory:FarmCertified");
});

ponder.on("Directory:FarmPolicyLimitSet", async ({ event, context }) => {
  const { farmId, limit } = event.args;
  await context.db.update(farm, { farmId }).set({
    limitPolicyId: limit.policyId,
    limitCuMicroLeft: limit.cuMicroLeft,
    limitSuMicroLeft: limit.suMicroLeft,
    limitNodesLeft: limit.nodesLeft,
    limitUntilPeriod: limit.untilPeriod,
    limitIsCertifiedOnly: limit.isCertifiedOnly,
  });
  await recordAction(context.db, event, "Directory:FarmPolicyLimitSet");
});
