import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface AcceptFarmParameters {
  readonly farmId: number;
}

/** The call that takes over a farm; whom it was offered to sends it. */
export function acceptFarmCall(grid: Grid, { farmId }: AcceptFarmParameters): Promise<Call> {
  return toCall("Directory", "acceptFarm", grid.Directory.acceptFarm.populateTransaction(farmId));
}

/** Takes over a farm; returns once the node has the transaction. */
export async function acceptFarm(
  grid: Grid,
  signer: Signer,
  parameters: AcceptFarmParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await acceptFarmCall(grid, parameters));
}

/** Takes over a farm and returns the event of the transfer and the receipt. */
export async function acceptFarmAndWait(grid: Grid, signer: Signer, parameters: AcceptFarmParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await acceptFarmCall(grid, parameters));
  return { event: extractFarmTransferred(grid, receipt), receipt };
}

/** The event of a transfer. */
export function extractFarmTransferred(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.FarmTransferred, receipt);
}
