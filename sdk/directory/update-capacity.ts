import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvents } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { Capacity } from "../rules/capacity.ts";
import { toCapacityStruct } from "./registration.ts";

export interface UpdateCapacityParameters {
  readonly nodeId: number;
  /** What the node offers from the next period on. */
  readonly capacity: Capacity;
  /** Public addresses that it serves. */
  readonly ipv4Count: number;
  /** Whether it runs inside another machine; such nodes earn nothing. */
  readonly isVirtualized: boolean;
}

/** The call by which a node states another capacity, from the next period on; the node sends it. */
export function updateCapacityCall(
  grid: Grid,
  { nodeId, capacity, ipv4Count, isVirtualized }: UpdateCapacityParameters,
): Promise<Call> {
  return toCall(
    "Directory",
    "updateCapacity",
    grid.Directory.updateCapacity.populateTransaction(nodeId, toCapacityStruct(capacity), ipv4Count, isVirtualized),
  );
}

/** States another capacity of a node; returns once the node has the transaction. */
export async function updateCapacity(
  grid: Grid,
  signer: Signer,
  parameters: UpdateCapacityParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await updateCapacityCall(grid, parameters));
}

/** States another capacity of a node and returns the terms that it opened and the receipt. */
export async function updateCapacityAndWait(grid: Grid, signer: Signer, parameters: UpdateCapacityParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await updateCapacityCall(grid, parameters));
  return { terms: extractTermsUpdated(grid, receipt), receipt };
}

/** The terms that a new capacity opened. */
export function extractTermsUpdated(grid: Grid, receipt: Receipt) {
  return extractEvents(grid.Directory, grid.Directory.filters.TermsOpened, receipt);
}
