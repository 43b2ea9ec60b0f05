import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { Proposal } from "./proposal.ts";
import { extractMeasurementsProposed } from "./propose.ts";

export interface ProposeAsAdminParameters {
  /** Of a batch that a guardian rejected twice. */
  readonly proposal: Proposal;
}

/**
 * The call by which the measurement admin proposes without signatures what a guardian rejected twice. Where the role has an
 * execution delay, it is scheduled with the access manager first.
 */
export function proposeAsAdminCall(grid: Grid, { proposal }: ProposeAsAdminParameters): Promise<Call> {
  return toCall("Measurements", "proposeAsAdmin", grid.Measurements.proposeAsAdmin.populateTransaction(proposal));
}

/** Proposes as the measurement admin; returns once the node has the transaction. */
export async function proposeAsAdmin(
  grid: Grid,
  signer: Signer,
  parameters: ProposeAsAdminParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await proposeAsAdminCall(grid, parameters));
}

/** Proposes as the measurement admin and returns the event of the proposal and the receipt. */
export async function proposeAsAdminAndWait(grid: Grid, signer: Signer, parameters: ProposeAsAdminParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await proposeAsAdminCall(grid, parameters));
  return { event: extractMeasurementsProposed(grid, receipt), receipt };
}
