import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { Consent } from "./sign-consent.ts";

export interface ReplaceKeyParameters {
  readonly nodeId: number;
  /** The address of the new key; it serves no other live node. */
  readonly newKey: string;
  /** The new key's. */
  readonly newKeyConsent: Consent;
  /** The farmer's. */
  readonly farmerConsent: Consent;
}

/** The call that gives a node whose key is lost another one; the certifier sends it. */
export function replaceKeyCall(
  grid: Grid,
  { nodeId, newKey, newKeyConsent, farmerConsent }: ReplaceKeyParameters,
): Promise<Call> {
  return toCall(
    "Directory",
    "replaceKey",
    grid.Directory.replaceKey.populateTransaction(nodeId, newKey, newKeyConsent, farmerConsent),
  );
}

/** Replaces the lost key of a node; returns once the node has the transaction. */
export async function replaceKey(
  grid: Grid,
  signer: Signer,
  parameters: ReplaceKeyParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await replaceKeyCall(grid, parameters));
}

/** Replaces the lost key of a node and returns the event of it and the receipt. */
export async function replaceKeyAndWait(grid: Grid, signer: Signer, parameters: ReplaceKeyParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await replaceKeyCall(grid, parameters));
  return { event: extractNodeKeyReplaced(grid, receipt), receipt };
}

/** The event of a key's replacement. */
export function extractNodeKeyReplaced(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.NodeKeyRotated, receipt);
}
