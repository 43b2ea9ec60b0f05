import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { Consent } from "./sign-consent.ts";

export interface MoveNodeParameters {
  readonly nodeId: number;
  /** The farm that it belongs to from the next period on. */
  readonly toFarmId: number;
  /** The node's; {@link NO_CONSENT} when the node sends. */
  readonly nodeConsent: Consent;
  /** That of the new farm's owner; {@link NO_CONSENT} when he sends. */
  readonly farmerConsent: Consent;
}

/** The call that moves a node to another farm with the next period; anybody sends it with both consents. */
export function moveNodeCall(
  grid: Grid,
  { nodeId, toFarmId, nodeConsent, farmerConsent }: MoveNodeParameters,
): Promise<Call> {
  return toCall(
    "Directory",
    "moveNode",
    grid.Directory.moveNode.populateTransaction(nodeId, toFarmId, nodeConsent, farmerConsent),
  );
}

/** Moves a node to another farm; returns once the node has the transaction. */
export async function moveNode(
  grid: Grid,
  signer: Signer,
  parameters: MoveNodeParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await moveNodeCall(grid, parameters));
}

/** Moves a node to another farm and returns the event of the move and the receipt. */
export async function moveNodeAndWait(grid: Grid, signer: Signer, parameters: MoveNodeParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await moveNodeCall(grid, parameters));
  return { event: extractNodeMoved(grid, receipt), receipt };
}

/** The event of a node's move. */
export function extractNodeMoved(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.NodeMoved, receipt);
}
