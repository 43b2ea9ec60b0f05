import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { MemberSignature } from "../access/member-signature.ts";
import type { Availability } from "./availability.ts";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvents } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

export interface SettleStreamsParameters {
  /** All of the node that the statement is about. */
  readonly streamIds: readonly number[];
  readonly availability: Availability;
  /** Of a quorum of attestors, in the order of their addresses; none when silence or a name excuses that. */
  readonly signatures: readonly MemberSignature[];
}

/** The call that settles streams of a node by a statement; anybody sends it. */
export function settleStreamsCall(
  grid: Grid,
  { streamIds, availability, signatures }: SettleStreamsParameters,
): Promise<Call> {
  return toCall(
    "ProofOfService",
    "settle",
    grid.ProofOfService.settle.populateTransaction(grid.Escrow, [...streamIds], availability, [...signatures]),
  );
}

/** Settles streams by a statement; returns once the node has the transaction. */
export async function settleStreams(
  grid: Grid,
  signer: Signer,
  parameters: SettleStreamsParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await settleStreamsCall(grid, parameters));
}

/** Settles streams by a statement and returns what became of each that could be settled and the receipt. */
export async function settleStreamsAndWait(grid: Grid, signer: Signer, parameters: SettleStreamsParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await settleStreamsCall(grid, parameters));
  return { events: extractStreamsSettled(grid, receipt), receipt };
}

/** What became of each stream that could be settled. */
export function extractStreamsSettled(grid: Grid, receipt: Receipt) {
  return extractEvents(grid.Escrow, grid.Escrow.filters.StreamSettled, receipt);
}
