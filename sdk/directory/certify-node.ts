import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvents } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface CertifyNodeParameters {
  readonly nodeId: number;
  /** Whether it is certified from the next period on. */
  readonly isCertified: boolean;
}

/** The call that certifies a node or withdraws it, from the next period on; the certifier sends it. */
export function certifyNodeCall(grid: Grid, { nodeId, isCertified }: CertifyNodeParameters): Promise<Call> {
  return toCall("Directory", "certifyNode", grid.Directory.certifyNode.populateTransaction(nodeId, isCertified));
}

/** Certifies a node or withdraws it; returns once the node has the transaction. */
export async function certifyNode(
  grid: Grid,
  signer: Signer,
  parameters: CertifyNodeParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await certifyNodeCall(grid, parameters));
}

/** Certifies a node or withdraws it and returns the terms that it opened and the receipt. */
export async function certifyNodeAndWait(grid: Grid, signer: Signer, parameters: CertifyNodeParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await certifyNodeCall(grid, parameters));
  return { terms: extractTermsCertified(grid, receipt), receipt };
}

/** The terms that a certification opened. */
export function extractTermsCertified(grid: Grid, receipt: Receipt) {
  return extractEvents(grid.Directory, grid.Directory.filters.TermsOpened, receipt);
}
