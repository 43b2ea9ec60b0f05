import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface PayPoolParameters {
  /** Whose pool is paid. */
  readonly pricingVersion: number;
}

/** The call that pays the pool of a pricing version to the foundation and to those who stake; anybody sends it. */
export function payPoolCall(grid: Grid, { pricingVersion }: PayPoolParameters): Promise<Call> {
  return toCall("Escrow", "payPool", grid.Escrow.payPool.populateTransaction(pricingVersion));
}

/** Pays the pool of a pricing version; returns once the node has the transaction. */
export async function payPool(grid: Grid, signer: Signer, parameters: PayPoolParameters): Promise<TransactionResponse> {
  return sendCall(signer, await payPoolCall(grid, parameters));
}

/** Pays the pool of a pricing version and returns the event of the payment and the receipt. */
export async function payPoolAndWait(grid: Grid, signer: Signer, parameters: PayPoolParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await payPoolCall(grid, parameters));
  return { event: extractPoolPaid(grid, receipt), receipt };
}

/** The event of a payment of a pool. */
export function extractPoolPaid(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.PoolPaid, receipt);
}
