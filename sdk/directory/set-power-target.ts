import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface SetPowerTargetParameters {
  readonly nodeId: number;
  /** Whether the node is asked to be switched off. */
  readonly isDown: boolean;
}

/** The call that asks a node to switch off or on; its farmer sends it. */
export function setPowerTargetCall(grid: Grid, { nodeId, isDown }: SetPowerTargetParameters): Promise<Call> {
  return toCall("Directory", "setPowerTarget", grid.Directory.setPowerTarget.populateTransaction(nodeId, isDown));
}

/** Asks a node to switch off or on; returns once the node has the transaction. */
export async function setPowerTarget(
  grid: Grid,
  signer: Signer,
  parameters: SetPowerTargetParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await setPowerTargetCall(grid, parameters));
}

/** Asks a node to switch off or on and returns the event of it and the receipt. */
export async function setPowerTargetAndWait(grid: Grid, signer: Signer, parameters: SetPowerTargetParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await setPowerTargetCall(grid, parameters));
  return { event: extractPowerTargetSet(grid, receipt), receipt };
}

/** The event of what a node is asked. */
export function extractPowerTargetSet(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.NodePowerTargetSet, receipt);
}
