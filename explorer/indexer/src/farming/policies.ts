import { ponder } from "ponder:registry";
import { farmingPolicy } from "ponder:schema";
import { recordAction } from "../access/record-action.ts";
import { occurrenceOf } from "../chain/occurrence.ts";

ponder.on("FarmingPolicies:FarmingPolicyAdded", async ({ event, context }) => {
  const { policyId, name, policy, eligibility } = event.args;
  const { minimumUptimeDiy, minimumUptimeCertified, uptimeRule, ...amounts } = policy;
  await context.db.insert(farmingPolicy).values({
    policyId,
    name,
    ...amounts,
    uptimeRule: uptimeRule === 0 ? "linear" : "allOrNothing",
    minimumUptimeDiyPermille: minimumUptimeDiy,
    minimumUptimeCertifiedPermille: minimumUptimeCertified,
    ...eligibility,
    farmCertification: eligibility.farmCertification === 0 ? "notCertified" : "gold",
    ...occurrenceOf(event),
  });
  await recordAction(context.db, event, "FarmingPolicies:FarmingPolicyAdded");
});
