import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface ReserveNameParameters {
  readonly accountId: number;
  /** 3 to 64 characters out of a-z 0-9 - _. */
  readonly name: string;
  /** What it may cost at most before discounts, in 10^-18 USD per second. */
  readonly mostUsdPerSecond: bigint;
}

/** The call that reserves a name; owner or manager of the account sends it. */
export function reserveNameCall(
  grid: Grid,
  { accountId, name, mostUsdPerSecond }: ReserveNameParameters,
): Promise<Call> {
  return toCall("Names", "reserve", grid.Names.reserve.populateTransaction(accountId, name, mostUsdPerSecond));
}

/** Reserves a name; returns once the node has the transaction. */
export async function reserveName(
  grid: Grid,
  signer: Signer,
  parameters: ReserveNameParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await reserveNameCall(grid, parameters));
}

/** Reserves a name and returns the event of it and the receipt. */
export async function reserveNameAndWait(grid: Grid, signer: Signer, parameters: ReserveNameParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await reserveNameCall(grid, parameters));
  return { event: extractNameReserved(grid, receipt), receipt };
}

/** The event of a reserved name. */
export function extractNameReserved(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Names, grid.Names.filters.NameReserved, receipt);
}
