import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import { readStop } from "../escrow/read-stop.ts";
import type { StreamReading } from "../escrow/read-streams.ts";
import { readStreamsOfFarm } from "../escrow/read-streams.ts";
import { blockTime } from "../network/block-time.ts";
import type { Call } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import type { Grid } from "../network/grid.ts";
import { mapInParallel } from "../network/map-in-parallel.ts";
import { toCall } from "../network/to-call.ts";
import type { Availability } from "./availability.ts";
import { extractStreamsSettled } from "./settle-streams.ts";

/** So many names are looked up at once. */
const PARALLEL_READS = 6;

/** A stream that serves no node, and the statement that settles it, which nobody needs to sign. */
export interface NameToSettle {
  readonly streamId: number;
  readonly availability: Availability;
}

export interface SettleNamesParameters {
  readonly names: readonly NameToSettle[];
}

/** What of all names can be settled now: up to the latest block, or to where their streams stopped. */
export async function namesToSettle(source: GridSource): Promise<NameToSettle[]> {
  const streams = await readStreamsOfFarm(source, 0);
  const now = await blockTime(source.provider);
  const owed = streams.filter(({ owedUnits }) => owedUnits > 0n);
  return mapInParallel(owed, PARALLEL_READS, (stream) => nameToSettle(source, stream, now));
}

async function nameToSettle(source: GridSource, stream: StreamReading, now: number): Promise<NameToSettle> {
  const { streamId, settledTo: from } = stream;
  const { to = now, stopIndex } = await readStop(source, stream);
  return { streamId, availability: { nodeId: 0, from, to, servedSeconds: to - from, stopIndex, setVersion: 0 } };
}

/** The call that settles names, whose money goes to the protocol pool; anybody sends it. */
export async function settleNamesCall(grid: Grid, { names }: SettleNamesParameters): Promise<Call> {
  const { ProofOfService, Escrow } = grid;
  const escrow = await Escrow.getAddress();
  const calls = names.map(({ streamId, availability }) =>
    ProofOfService.interface.encodeFunctionData("settle", [escrow, [streamId], availability, []]),
  );
  return toCall("ProofOfService", "multicall", ProofOfService.multicall.populateTransaction(calls));
}

/** Settles names; returns once the node has the transaction. */
export async function settleNames(
  grid: Grid,
  signer: Signer,
  parameters: SettleNamesParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await settleNamesCall(grid, parameters));
}

/** Settles names and returns what each gave and the receipt. */
export async function settleNamesAndWait(grid: Grid, signer: Signer, parameters: SettleNamesParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await settleNamesCall(grid, parameters));
  return { events: extractStreamsSettled(grid, receipt), receipt };
}
