import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvents } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { PublicIp } from "./public-ip.ts";

export interface AddPublicIpsParameters {
  readonly farmId: number;
  /** At most {@link MOST_IPS_PER_CALL}; a farm offers at most 512 in all. */
  readonly ips: readonly PublicIp[];
}

/** So many addresses go into one call: each costs about 100,000 gas. */
export const MOST_IPS_PER_CALL = 100;

/** The call that adds public addresses to a farm's pool; its owner sends it. */
export function addPublicIpsCall(grid: Grid, { farmId, ips }: AddPublicIpsParameters): Promise<Call> {
  return toCall("PublicIps", "add", grid.PublicIps.add.populateTransaction(farmId, [...ips]));
}

/** Adds public addresses to a farm's pool; returns once the node has the transaction. */
export async function addPublicIps(
  grid: Grid,
  signer: Signer,
  parameters: AddPublicIpsParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await addPublicIpsCall(grid, parameters));
}

/** Adds public addresses to a farm's pool and returns the events of them and the receipt. */
export async function addPublicIpsAndWait(grid: Grid, signer: Signer, parameters: AddPublicIpsParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await addPublicIpsCall(grid, parameters));
  return { events: extractPublicIpsAdded(grid, receipt), receipt };
}

/** The events of added addresses. */
export function extractPublicIpsAdded(grid: Grid, receipt: Receipt) {
  return extractEvents(grid.PublicIps, grid.PublicIps.filters.PublicIpAdded, receipt);
}
