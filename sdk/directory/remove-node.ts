import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface RemoveNodeParameters {
  readonly nodeId: number;
}

/** The call that ends a node's terms with the next period and frees its key; the node or its farmer sends it. */
export function removeNodeCall(grid: Grid, { nodeId }: RemoveNodeParameters): Promise<Call> {
  return toCall("Directory", "removeNode", grid.Directory.removeNode.populateTransaction(nodeId));
}

/** Removes a node; returns once the node has the transaction. */
export async function removeNode(
  grid: Grid,
  signer: Signer,
  parameters: RemoveNodeParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await removeNodeCall(grid, parameters));
}

/** Removes a node and returns the event of its removal and the receipt. */
export async function removeNodeAndWait(grid: Grid, signer: Signer, parameters: RemoveNodeParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await removeNodeCall(grid, parameters));
  return { event: extractNodeRemoved(grid, receipt), receipt };
}

/** The event of a node's removal. */
export function extractNodeRemoved(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.NodeRemoved, receipt);
}
