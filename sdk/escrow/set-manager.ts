import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface SetManagerParameters {
  readonly accountId: number;
  /** Who may open, close and fund on behalf of the owner, and never withdraw. */
  readonly manager: string;
  /** The account's rates, all together, may not exceed this after the manager opened something, in 10^-18 USD per second. */
  readonly maxUsdPerSecond: bigint;
  /** Unix time in seconds from which on the manager may do nothing; 0 dismisses him. */
  readonly expiresAt: number;
}

/** The call that admits a manager within limits, or dismisses one; the account's owner sends it. */
export function setManagerCall(
  grid: Grid,
  { accountId, manager, maxUsdPerSecond, expiresAt }: SetManagerParameters,
): Promise<Call> {
  return toCall(
    "Escrow",
    "setManager",
    grid.Escrow.setManager.populateTransaction(accountId, manager, { maxRate: maxUsdPerSecond, expiresAt }),
  );
}

/** Admits or dismisses a manager; returns once the node has the transaction. */
export async function setManager(
  grid: Grid,
  signer: Signer,
  parameters: SetManagerParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await setManagerCall(grid, parameters));
}

/** Admits or dismisses a manager and returns the event of it and the receipt. */
export async function setManagerAndWait(grid: Grid, signer: Signer, parameters: SetManagerParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await setManagerCall(grid, parameters));
  return { event: extractManagerSet(grid, receipt), receipt };
}

/** The event of a manager's limits. */
export function extractManagerSet(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Escrow, grid.Escrow.filters.ManagerSet, receipt);
}
