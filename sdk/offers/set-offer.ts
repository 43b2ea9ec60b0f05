import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface SetOfferParameters {
  readonly nodeId: number;
  /** Whether it is reserved only as a whole. */
  readonly isDedicatedOnly: boolean;
  /** What the farmer asks on top for the whole node, in 10^-18 USD per second. */
  readonly extraFeeUsdPerSecond: bigint;
}

/** The call that sets what is asked for a node; the owner of its farm sends it. */
export function setOfferCall(
  grid: Grid,
  { nodeId, isDedicatedOnly, extraFeeUsdPerSecond }: SetOfferParameters,
): Promise<Call> {
  return toCall(
    "Offers",
    "setOffer",
    grid.Offers.setOffer.populateTransaction(nodeId, { isDedicatedOnly, extraFeeRate: extraFeeUsdPerSecond }),
  );
}

/** Sets what is asked for a node; returns once the node has the transaction. */
export async function setOffer(
  grid: Grid,
  signer: Signer,
  parameters: SetOfferParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await setOfferCall(grid, parameters));
}

/** Sets what is asked for a node and returns the event of it and the receipt. */
export async function setOfferAndWait(grid: Grid, signer: Signer, parameters: SetOfferParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await setOfferCall(grid, parameters));
  return { event: extractOfferSet(grid, receipt), receipt };
}

/** The event of an offer. */
export function extractOfferSet(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Offers, grid.Offers.filters.OfferSet, receipt);
}
