import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { MemberSignature } from "../access/member-signature.ts";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { Proposal } from "./proposal.ts";

export interface ProposeParameters {
  readonly proposal: Proposal;
  /** In ascending order of members, as {@link collectSignatures} gives them. */
  readonly signatures: readonly MemberSignature[];
}

/** The call that puts a proposal on chain; anybody may send it. */
export function proposeCall(grid: Grid, { proposal, signatures }: ProposeParameters): Promise<Call> {
  return toCall("Measurements", "propose", grid.Measurements.propose.populateTransaction(proposal, [...signatures]));
}

/** Puts a proposal on chain; returns once the node has the transaction. */
export async function propose(grid: Grid, signer: Signer, parameters: ProposeParameters): Promise<TransactionResponse> {
  return sendCall(signer, await proposeCall(grid, parameters));
}

/** Puts a proposal on chain and returns the receipt. Its leaves are then to be published in time. */
export async function proposeAndWait(
  grid: Grid,
  signer: Signer,
  parameters: ProposeParameters,
): Promise<{ isUnrejectable: boolean; receipt: TransactionReceipt }> {
  const receipt = await sendCallAndWait(signer, await proposeCall(grid, parameters));
  return { isUnrejectable: extractMeasurementsProposed(grid, receipt).isUnrejectable, receipt };
}

/** The event of a proposal. */
export function extractMeasurementsProposed(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Measurements, grid.Measurements.filters.MeasurementsProposed, receipt);
}
