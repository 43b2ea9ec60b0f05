import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import { FOREVER } from "../farming/policy-structs.ts";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

/** What a limit means that is left out: as much as one likes. */
const UNLIMITED_UNITS = 2n ** 64n - 1n;
const UNLIMITED_NODES = 2n ** 32n - 1n;

export interface AttachPolicyParameters {
  readonly farmId: number;
  /** The special policy of the farm's new terms; 0 takes it away. */
  readonly policyId: number;
  /** How many compute units it covers, in millionths; any number when left out. */
  readonly cuMicro?: bigint | undefined;
  /** How many storage units it covers, in millionths; any number when left out. */
  readonly suMicro?: bigint | undefined;
  /** How many nodes it covers; any number when left out. */
  readonly nodes?: number | undefined;
  /** The first period that it no longer covers; it has no end when left out. */
  readonly untilPeriod?: number | undefined;
  /** Whether only certified nodes may use it. */
  readonly isCertifiedOnly: boolean;
}

/** The call that attaches a farm to a policy within limits; the policy manager sends it. */
export function attachPolicyCall(grid: Grid, parameters: AttachPolicyParameters): Promise<Call> {
  const { farmId, policyId, cuMicro, suMicro, nodes, untilPeriod, isCertifiedOnly } = parameters;
  const limit = {
    policyId,
    cuMicroLeft: cuMicro ?? UNLIMITED_UNITS,
    suMicroLeft: suMicro ?? UNLIMITED_UNITS,
    nodesLeft: nodes ?? UNLIMITED_NODES,
    untilPeriod: untilPeriod ?? FOREVER,
    isCertifiedOnly,
  };
  return toCall("Directory", "attachPolicy", grid.Directory.attachPolicy.populateTransaction(farmId, limit));
}

/** Attaches a farm to a policy; returns once the node has the transaction. */
export async function attachPolicy(
  grid: Grid,
  signer: Signer,
  parameters: AttachPolicyParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await attachPolicyCall(grid, parameters));
}

/** Attaches a farm to a policy and returns the event of it and the receipt. */
export async function attachPolicyAndWait(grid: Grid, signer: Signer, parameters: AttachPolicyParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await attachPolicyCall(grid, parameters));
  return { event: extractPolicyLimitSet(grid, receipt), receipt };
}

/** The event of a farm's special policy. */
export function extractPolicyLimitSet(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.FarmPolicyLimitSet, receipt);
}
