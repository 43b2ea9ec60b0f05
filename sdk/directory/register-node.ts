import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { Registration } from "./registration.ts";
import { toRegistrationStruct } from "./registration.ts";
import type { Consent } from "./sign-consent.ts";

export interface RegisterNodeParameters {
  readonly registration: Registration;
  /** The node's; {@link NO_CONSENT} when the node sends. */
  readonly nodeConsent: Consent;
  /** That of the farm's owner; {@link NO_CONSENT} when he sends. */
  readonly farmerConsent: Consent;
}

/** The call that registers a node; its terms begin with the next period. Anybody sends it with both consents. */
export function registerNodeCall(
  grid: Grid,
  { registration, nodeConsent, farmerConsent }: RegisterNodeParameters,
): Promise<Call> {
  const struct = toRegistrationStruct(registration);
  return toCall(
    "Directory",
    "register",
    grid.Directory.register.populateTransaction(struct, nodeConsent, farmerConsent),
  );
}

/** Registers a node; returns once the node has the transaction. */
export async function registerNode(
  grid: Grid,
  signer: Signer,
  parameters: RegisterNodeParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await registerNodeCall(grid, parameters));
}

/** Registers a node and returns its number and the receipt. */
export async function registerNodeAndWait(
  grid: Grid,
  signer: Signer,
  parameters: RegisterNodeParameters,
): Promise<{ nodeId: number; receipt: TransactionReceipt }> {
  const receipt = await sendCallAndWait(signer, await registerNodeCall(grid, parameters));
  return { nodeId: Number(extractNodeRegistered(grid, receipt).nodeId), receipt };
}

/** The event of a node's registration. */
export function extractNodeRegistered(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.NodeRegistered, receipt);
}
