import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvents } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface AdoptPolicyParameters {
  readonly nodeId: number;
}

/** The call that moves a node to the policy that new terms would get, from the next period on; its farmer sends it. */
export function adoptPolicyCall(grid: Grid, { nodeId }: AdoptPolicyParameters): Promise<Call> {
  return toCall("Directory", "adoptPolicy", grid.Directory.adoptPolicy.populateTransaction(nodeId));
}

/** Moves a node to the present policy; returns once the node has the transaction. */
export async function adoptPolicy(
  grid: Grid,
  signer: Signer,
  parameters: AdoptPolicyParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await adoptPolicyCall(grid, parameters));
}

/** Moves a node to the present policy and returns the terms that it opened and the receipt. */
export async function adoptPolicyAndWait(grid: Grid, signer: Signer, parameters: AdoptPolicyParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await adoptPolicyCall(grid, parameters));
  return { terms: extractTermsAdopted(grid, receipt), receipt };
}

/** The terms that a change of policy opened. */
export function extractTermsAdopted(grid: Grid, receipt: Receipt) {
  return extractEvents(grid.Directory, grid.Directory.filters.TermsOpened, receipt);
}
