import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface TransferFarmParameters {
  readonly farmId: number;
  /** Who may accept the farm; the zero address withdraws the offer. */
  readonly newOwner: string;
}

/** The call that offers a farm to somebody else; its owner sends it. */
export function transferFarmCall(grid: Grid, { farmId, newOwner }: TransferFarmParameters): Promise<Call> {
  return toCall("Directory", "transferFarm", grid.Directory.transferFarm.populateTransaction(farmId, newOwner));
}

/** Offers a farm; returns once the node has the transaction. */
export async function transferFarm(
  grid: Grid,
  signer: Signer,
  parameters: TransferFarmParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await transferFarmCall(grid, parameters));
}

/** Offers a farm and returns the event of the offer and the receipt. */
export async function transferFarmAndWait(grid: Grid, signer: Signer, parameters: TransferFarmParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await transferFarmCall(grid, parameters));
  return { event: extractFarmTransferStarted(grid, receipt), receipt };
}

/** The event of an offer. */
export function extractFarmTransferStarted(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.FarmTransferStarted, receipt);
}
