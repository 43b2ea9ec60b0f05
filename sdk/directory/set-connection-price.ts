import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface SetConnectionPriceParameters {
  /** In mUSD (thousandths of a USD) per TFT, above 0. */
  readonly connectionPriceMusd: number;
}

/** The call that sets the connection price of new terms; the policy manager sends it. */
export function setConnectionPriceCall(
  grid: Grid,
  { connectionPriceMusd }: SetConnectionPriceParameters,
): Promise<Call> {
  return toCall(
    "Directory",
    "setConnectionPrice",
    grid.Directory.setConnectionPrice.populateTransaction(connectionPriceMusd),
  );
}

/** Sets the connection price; returns once the node has the transaction. */
export async function setConnectionPrice(
  grid: Grid,
  signer: Signer,
  parameters: SetConnectionPriceParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await setConnectionPriceCall(grid, parameters));
}

/** Sets the connection price and returns the event of it and the receipt. */
export async function setConnectionPriceAndWait(grid: Grid, signer: Signer, parameters: SetConnectionPriceParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await setConnectionPriceCall(grid, parameters));
  return { event: extractConnectionPriceSet(grid, receipt), receipt };
}

/** The event of a new connection price. */
export function extractConnectionPriceSet(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.ConnectionPriceSet, receipt);
}
