import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { BatchClaimStruct } from "../../typechain-types/contracts/farming/FarmingRewards.ts";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvents } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface ClaimParameters {
  readonly farmId: number;
  /** Made by {@link toBatchClaim}. */
  readonly claims: readonly BatchClaimStruct[];
}

/** The call that claims primary leaves of one farm; anybody may send it, the payout address is paid. */
export function claimCall(grid: Grid, { farmId, claims }: ClaimParameters): Promise<Call> {
  return toCall("FarmingRewards", "claim", grid.FarmingRewards.claim.populateTransaction(farmId, [...claims]));
}

/** Claims primary leaves; returns once the node has the transaction. */
export async function claim(grid: Grid, signer: Signer, parameters: ClaimParameters): Promise<TransactionResponse> {
  return sendCall(signer, await claimCall(grid, parameters));
}

/** Claims primary leaves and returns what was settled, leaf by leaf, and the receipt. */
export async function claimAndWait(grid: Grid, signer: Signer, parameters: ClaimParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await claimCall(grid, parameters));
  return { settled: extractRewardsSettled(grid, receipt), receipt };
}

/** The receipts that a claim left, one per leaf that was not settled before. */
export function extractRewardsSettled(grid: Grid, receipt: Receipt) {
  return extractEvents(grid.FarmingRewards, grid.FarmingRewards.filters.RewardSettled, receipt);
}
