import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { NodeDetails } from "./registration.ts";
import { toDetailsStruct } from "./registration.ts";

export interface SetDetailsParameters {
  readonly nodeId: number;
  readonly details: NodeDetails;
}

/** The call that corrects where and what a node is; the node or its farmer sends it. */
export function setDetailsCall(grid: Grid, { nodeId, details }: SetDetailsParameters): Promise<Call> {
  return toCall(
    "Directory",
    "setDetails",
    grid.Directory.setDetails.populateTransaction(nodeId, toDetailsStruct(details)),
  );
}

/** Corrects where and what a node is; returns once the node has the transaction. */
export async function setDetails(
  grid: Grid,
  signer: Signer,
  parameters: SetDetailsParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await setDetailsCall(grid, parameters));
}

/** Corrects where and what a node is and returns the event of it and the receipt. */
export async function setDetailsAndWait(grid: Grid, signer: Signer, parameters: SetDetailsParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await setDetailsCall(grid, parameters));
  return { event: extractNodeDetailsSet(grid, receipt), receipt };
}

/** The event of a node's details. */
export function extractNodeDetailsSet(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.NodeDetailsSet, receipt);
}
