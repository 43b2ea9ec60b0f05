import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface PayOwedParameters {
  readonly farmId: number;
}

/** The call that pays what could not be minted when it was claimed; anybody may send it. */
export function payOwedCall(grid: Grid, { farmId }: PayOwedParameters): Promise<Call> {
  return toCall("FarmingRewards", "payOwed", grid.FarmingRewards.payOwed.populateTransaction(farmId));
}

/** Pays what is owed; returns once the node has the transaction. */
export async function payOwed(grid: Grid, signer: Signer, parameters: PayOwedParameters): Promise<TransactionResponse> {
  return sendCall(signer, await payOwedCall(grid, parameters));
}

/** Pays what is owed and returns what was paid and what is still owed, in TFT units, and the receipt. */
export async function payOwedAndWait(
  grid: Grid,
  signer: Signer,
  parameters: PayOwedParameters,
): Promise<{ mintedUnits: bigint; owedUnits: bigint; receipt: TransactionReceipt }> {
  const receipt = await sendCallAndWait(signer, await payOwedCall(grid, parameters));
  const { minted, owed } = extractOwedPaid(grid, receipt);
  return { mintedUnits: minted, owedUnits: owed, receipt };
}

/** The event of such a payment. */
export function extractOwedPaid(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.FarmingRewards, grid.FarmingRewards.filters.OwedPaid, receipt);
}
