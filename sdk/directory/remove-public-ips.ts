import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvents } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface RemovePublicIpsParameters {
  readonly farmId: number;
  /** The addresses as numbers; nobody may hold them. */
  readonly ips: readonly number[];
}

/** The call that takes public addresses out of a farm's pool; its owner sends it. */
export function removePublicIpsCall(grid: Grid, { farmId, ips }: RemovePublicIpsParameters): Promise<Call> {
  return toCall("PublicIps", "remove", grid.PublicIps.remove.populateTransaction(farmId, [...ips]));
}

/** Takes public addresses out of a farm's pool; returns once the node has the transaction. */
export async function removePublicIps(
  grid: Grid,
  signer: Signer,
  parameters: RemovePublicIpsParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await removePublicIpsCall(grid, parameters));
}

/** Takes public addresses out of a farm's pool and returns the events of them and the receipt. */
export async function removePublicIpsAndWait(grid: Grid, signer: Signer, parameters: RemovePublicIpsParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await removePublicIpsCall(grid, parameters));
  return { events: extractPublicIpsRemoved(grid, receipt), receipt };
}

/** The events of removed addresses. */
export function extractPublicIpsRemoved(grid: Grid, receipt: Receipt) {
  return extractEvents(grid.PublicIps, grid.PublicIps.filters.PublicIpRemoved, receipt);
}
