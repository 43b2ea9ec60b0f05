import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface ApproveTftParameters {
  /** Who may take TFT from the sender. */
  readonly spender: string;
  /** In units of 10^-7 TFT. */
  readonly units: bigint;
}

/** The call that lets somebody take TFT from its sender. */
export function approveTftCall(grid: Grid, { spender, units }: ApproveTftParameters): Promise<Call> {
  return toCall("TFT", "approve", grid.TFT.approve.populateTransaction(spender, units));
}

/** Lets somebody take TFT; returns once the node has the transaction. */
export async function approveTft(
  grid: Grid,
  signer: Signer,
  parameters: ApproveTftParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await approveTftCall(grid, parameters));
}

/** Lets somebody take TFT and returns the event of it and the receipt. */
export async function approveTftAndWait(grid: Grid, signer: Signer, parameters: ApproveTftParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await approveTftCall(grid, parameters));
  return { event: extractTftApproval(grid, receipt), receipt };
}

/** The event of an approval. */
export function extractTftApproval(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.TFT, grid.TFT.filters.Approval, receipt);
}
