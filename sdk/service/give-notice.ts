import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface GiveNoticeParameters {
  readonly nodeId: number;
}

/** The call that announces that a node will leave in 30 days; the owner of its farm sends it. */
export function giveNoticeCall(grid: Grid, { nodeId }: GiveNoticeParameters): Promise<Call> {
  return toCall("ProofOfService", "giveNotice", grid.ProofOfService.giveNotice.populateTransaction(nodeId));
}

/** Announces that a node will leave; returns once the node has the transaction. */
export async function giveNotice(
  grid: Grid,
  signer: Signer,
  parameters: GiveNoticeParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await giveNoticeCall(grid, parameters));
}

/** Announces that a node will leave and returns the event of it and the receipt. */
export async function giveNoticeAndWait(grid: Grid, signer: Signer, parameters: GiveNoticeParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await giveNoticeCall(grid, parameters));
  return { event: extractNoticeGiven(grid, receipt), receipt };
}

/** The event of a notice. */
export function extractNoticeGiven(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.ProofOfService, grid.ProofOfService.filters.NoticeGiven, receipt);
}
