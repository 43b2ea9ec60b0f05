import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface RenameFarmParameters {
  readonly farmId: number;
  /** 3 to 40 characters out of `A-Z a-z 0-9 - _`, unique without regard to case. */
  readonly name: string;
}

/** The call that gives a farm another name; its owner sends it. */
export function renameFarmCall(grid: Grid, { farmId, name }: RenameFarmParameters): Promise<Call> {
  return toCall("Directory", "renameFarm", grid.Directory.renameFarm.populateTransaction(farmId, name));
}

/** Renames a farm; returns once the node has the transaction. */
export async function renameFarm(
  grid: Grid,
  signer: Signer,
  parameters: RenameFarmParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await renameFarmCall(grid, parameters));
}

/** Renames a farm and returns the event of its new name and the receipt. */
export async function renameFarmAndWait(grid: Grid, signer: Signer, parameters: RenameFarmParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await renameFarmCall(grid, parameters));
  return { event: extractFarmRenamed(grid, receipt), receipt };
}

/** The event of a farm's new name. */
export function extractFarmRenamed(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.FarmRenamed, receipt);
}
