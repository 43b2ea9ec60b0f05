import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { Consent } from "./sign-consent.ts";

export interface RotateKeyParameters {
  readonly nodeId: number;
  /** The address of the new key; it serves no other live node. */
  readonly newKey: string;
  /** The new key's. */
  readonly newKeyConsent: Consent;
}

/** The call that gives a node another key; the present key sends it. */
export function rotateKeyCall(grid: Grid, { nodeId, newKey, newKeyConsent }: RotateKeyParameters): Promise<Call> {
  return toCall("Directory", "rotateKey", grid.Directory.rotateKey.populateTransaction(nodeId, newKey, newKeyConsent));
}

/** Gives a node another key; returns once the node has the transaction. */
export async function rotateKey(
  grid: Grid,
  signer: Signer,
  parameters: RotateKeyParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await rotateKeyCall(grid, parameters));
}

/** Gives a node another key and returns the event of it and the receipt. */
export async function rotateKeyAndWait(grid: Grid, signer: Signer, parameters: RotateKeyParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await rotateKeyCall(grid, parameters));
  return { event: extractNodeKeyRotated(grid, receipt), receipt };
}

/** The event of a key's change. */
export function extractNodeKeyRotated(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.NodeKeyRotated, receipt);
}
