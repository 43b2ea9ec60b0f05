import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface ReleaseNameParameters {
  readonly name: string;
}

/** The call that gives a name up; owner or manager of its account sends it, or anybody once nothing pays for it. */
export function releaseNameCall(grid: Grid, { name }: ReleaseNameParameters): Promise<Call> {
  return toCall("Names", "release", grid.Names.release.populateTransaction(name));
}

/** Gives a name up; returns once the node has the transaction. */
export async function releaseName(
  grid: Grid,
  signer: Signer,
  parameters: ReleaseNameParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await releaseNameCall(grid, parameters));
}

/** Gives a name up and returns the event of it and the receipt. */
export async function releaseNameAndWait(grid: Grid, signer: Signer, parameters: ReleaseNameParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await releaseNameCall(grid, parameters));
  return { event: extractNameReleased(grid, receipt), receipt };
}

/** The event of a name that was given up. */
export function extractNameReleased(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Names, grid.Names.filters.NameReleased, receipt);
}
