import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface SetPowerStateParameters {
  readonly nodeId: number;
  /** Whether the node is going down. */
  readonly isDown: boolean;
}

/** The call by which a node says that it is going down or is up; the node sends it. */
export function setPowerStateCall(grid: Grid, { nodeId, isDown }: SetPowerStateParameters): Promise<Call> {
  return toCall("Directory", "setPowerState", grid.Directory.setPowerState.populateTransaction(nodeId, isDown));
}

/** Says that a node goes down or is up; returns once the node has the transaction. */
export async function setPowerState(
  grid: Grid,
  signer: Signer,
  parameters: SetPowerStateParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await setPowerStateCall(grid, parameters));
}

/** Says that a node goes down or is up and returns the event of it and the receipt. */
export async function setPowerStateAndWait(grid: Grid, signer: Signer, parameters: SetPowerStateParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await setPowerStateCall(grid, parameters));
  return { event: extractPowerStateSet(grid, receipt), receipt };
}

/** The event of what a node said. */
export function extractPowerStateSet(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.NodePowerStateSet, receipt);
}
