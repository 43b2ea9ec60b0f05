import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { PolicySettings } from "../deployment/settings.ts";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import { toPolicyStructs } from "./policy-structs.ts";

/** The call that adds a farming policy, for new terms; the policy manager sends it. */
export function addPolicyCall(grid: Grid, settings: PolicySettings): Promise<Call> {
  const { policy, eligibility } = toPolicyStructs(settings);
  const transaction = grid.FarmingPolicies.add.populateTransaction(settings.name, policy, eligibility);
  return toCall("FarmingPolicies", "add", transaction);
}

/** Adds a farming policy; returns once the node has the transaction. */
export async function addPolicy(grid: Grid, signer: Signer, settings: PolicySettings): Promise<TransactionResponse> {
  return sendCall(signer, await addPolicyCall(grid, settings));
}

/** Adds a farming policy and returns its number and the receipt. */
export async function addPolicyAndWait(
  grid: Grid,
  signer: Signer,
  settings: PolicySettings,
): Promise<{ policyId: number; receipt: TransactionReceipt }> {
  const receipt = await sendCallAndWait(signer, await addPolicyCall(grid, settings));
  return { policyId: Number(extractPolicyAdded(grid, receipt).policyId), receipt };
}

/** The event of a new policy. */
export function extractPolicyAdded(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.FarmingPolicies, grid.FarmingPolicies.filters.FarmingPolicyAdded, receipt);
}
