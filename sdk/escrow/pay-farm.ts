import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface PayFarmParameters {
  readonly farmId: number;
}

/** The call that pays a farm's earnings to its payout address; anybody sends it. */
export function payFarmCall(grid: Grid, { farmId }: PayFarmParameters): Promise<Call> {
  return toCall("Escrow", "payFarm", grid.Escrow.payFarm.populateTransaction(farmId));
}

/** Pays a farm's earnings; returns once the node has the transaction. */
export async function payFarm(grid: Grid, signer: Signer, parameters: PayFarmParameters): Promise<TransactionResponse> {
  return sendCall(signer, await payFarmCall(grid, parameters));
}

/** Pays a farm's earnings and returns the event of the payment and the receipt. */
export async function payFarmAndWait(grid: Grid, signer: Signer, parameters: PayFarmParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await payFarmCall(grid, parameters));
  return { event: extractFarmPaid(grid, receipt), receipt };
}

/** The event of a payment to a farm. */
export function extractFarmPaid(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.FarmPaid, receipt);
}
