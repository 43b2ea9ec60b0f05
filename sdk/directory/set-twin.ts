import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

/** Where an account's messages go, and the key that encrypts them. */
export interface Twin {
  /** Host name of its message relay. */
  readonly relay: string;
  /** Compressed secp256k1 key: 0x and 33 bytes. */
  readonly publicKey: string;
}

/** The call that sets the sender's twin. */
export function setTwinCall(grid: Grid, { relay, publicKey }: Twin): Promise<Call> {
  return toCall("Twins", "setTwin", grid.Twins.setTwin.populateTransaction({ relay, publicKey }));
}

/** Sets the sender's twin; returns once the node has the transaction. */
export async function setTwin(grid: Grid, signer: Signer, twin: Twin): Promise<TransactionResponse> {
  return sendCall(signer, await setTwinCall(grid, twin));
}

/** Sets the sender's twin and returns the event of it and the receipt. */
export async function setTwinAndWait(grid: Grid, signer: Signer, twin: Twin) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await setTwinCall(grid, twin));
  return { event: extractTwinSet(grid, receipt), receipt };
}

/** The event of a twin. */
export function extractTwinSet(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Twins, grid.Twins.filters.TwinSet, receipt);
}

/** An account's twin; undefined when it has none. */
export async function readTwin({ Twins }: Pick<Grid, "Twins">, account: string): Promise<Twin | undefined> {
  const { relay, publicKey } = await Twins.twinOf(account);
  return relay === "" ? undefined : { relay, publicKey };
}
