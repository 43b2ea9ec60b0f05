import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface CreateFarmParameters {
  /** 3 to 40 characters out of `A-Z a-z 0-9 - _`, unique without regard to case. */
  readonly name: string;
  /** Where the farm's rewards go. */
  readonly payout: string;
}

/** The call that creates a farm owned by its sender. */
export function createFarmCall(grid: Grid, { name, payout }: CreateFarmParameters): Promise<Call> {
  return toCall("Directory", "createFarm", grid.Directory.createFarm.populateTransaction(name, payout));
}

/** Creates a farm; returns once the node has the transaction. */
export async function createFarm(
  grid: Grid,
  signer: Signer,
  parameters: CreateFarmParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await createFarmCall(grid, parameters));
}

/** Creates a farm and returns its number and the receipt. */
export async function createFarmAndWait(
  grid: Grid,
  signer: Signer,
  parameters: CreateFarmParameters,
): Promise<{ farmId: number; receipt: TransactionReceipt }> {
  const receipt = await sendCallAndWait(signer, await createFarmCall(grid, parameters));
  return { farmId: Number(extractFarmCreated(grid, receipt).farmId), receipt };
}

/** The event of a farm's creation. */
export function extractFarmCreated(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.FarmCreated, receipt);
}
