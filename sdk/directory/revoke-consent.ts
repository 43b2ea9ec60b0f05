import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { Consent } from "./sign-consent.ts";

/** A consent, by the number that it was signed with. */
export type RevokeConsentParameters = Pick<Consent, "nonce">;

/** The call that makes a consent void; whoever signed it sends it. */
export function revokeConsentCall(grid: Grid, { nonce }: RevokeConsentParameters): Promise<Call> {
  return toCall("Directory", "revokeConsent", grid.Directory.revokeConsent.populateTransaction(trackOf(nonce)));
}

/** Makes a consent void; returns once the node has the transaction. */
export async function revokeConsent(
  grid: Grid,
  signer: Signer,
  parameters: RevokeConsentParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await revokeConsentCall(grid, parameters));
}

/** Makes a consent void and returns the receipt; the Directory emits no event. */
export async function revokeConsentAndWait(
  grid: Grid,
  signer: Signer,
  parameters: RevokeConsentParameters,
): Promise<{ receipt: TransactionReceipt }> {
  return { receipt: await sendCallAndWait(signer, await revokeConsentCall(grid, parameters)) };
}

/** Whether a party's consent can still be used. */
export async function isConsentOpen(grid: Grid, party: string, { nonce }: RevokeConsentParameters): Promise<boolean> {
  return (await grid.Directory["nonces(address,uint192)"](party, trackOf(nonce))) === nonce;
}

/** Nonces count on tracks of their own: the track is in the upper 192 bits. */
function trackOf(nonce: bigint): bigint {
  return nonce >> 64n;
}
