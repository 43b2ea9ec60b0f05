import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { CorrectionClaimStruct } from "../../typechain-types/contracts/farming/FarmingRewards.ts";
import type { Call } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import { extractRewardsSettled } from "./claim.ts";

export interface ClaimCorrectionsParameters {
  readonly farmId: number;
  /** Made by {@link toCorrectionClaim}. */
  readonly corrections: readonly CorrectionClaimStruct[];
}

/** The call that claims corrections of one farm; anybody may send it, the payout address is paid. */
export function claimCorrectionsCall(grid: Grid, parameters: ClaimCorrectionsParameters): Promise<Call> {
  const { farmId, corrections } = parameters;
  const transaction = grid.FarmingRewards.claimCorrections.populateTransaction(farmId, [...corrections]);
  return toCall("FarmingRewards", "claimCorrections", transaction);
}

/** Claims corrections; returns once the node has the transaction. */
export async function claimCorrections(
  grid: Grid,
  signer: Signer,
  parameters: ClaimCorrectionsParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await claimCorrectionsCall(grid, parameters));
}

/** Claims corrections and returns what each added, and the receipt. */
export async function claimCorrectionsAndWait(grid: Grid, signer: Signer, parameters: ClaimCorrectionsParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await claimCorrectionsCall(grid, parameters));
  return { settled: extractRewardsSettled(grid, receipt), receipt };
}
