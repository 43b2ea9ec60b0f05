import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface WithdrawNoticeParameters {
  readonly nodeId: number;
}

/** The call that takes a notice back; the owner of the node's farm sends it. */
export function withdrawNoticeCall(grid: Grid, { nodeId }: WithdrawNoticeParameters): Promise<Call> {
  return toCall("ProofOfService", "withdrawNotice", grid.ProofOfService.withdrawNotice.populateTransaction(nodeId));
}

/** Takes a notice back; returns once the node has the transaction. */
export async function withdrawNotice(
  grid: Grid,
  signer: Signer,
  parameters: WithdrawNoticeParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await withdrawNoticeCall(grid, parameters));
}

/** Takes a notice back and returns the event of it and the receipt. */
export async function withdrawNoticeAndWait(grid: Grid, signer: Signer, parameters: WithdrawNoticeParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await withdrawNoticeCall(grid, parameters));
  return { event: extractNoticeWithdrawn(grid, receipt), receipt };
}

/** The event of a notice that was taken back. */
export function extractNoticeWithdrawn(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.ProofOfService, grid.ProofOfService.filters.NoticeWithdrawn, receipt);
}
