import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import type { Call, Receipt } from "../network/call.ts";
import { sendCall, sendCallAndWait } from "../network/call.ts";
import { extractEvent } from "../network/extract-event.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";

/** The quality of a farm. */
export type FarmCertification = "notCertified" | "gold";

export interface CertifyFarmParameters {
  readonly farmId: number;
  readonly certification: FarmCertification;
}

/** The call that sets a farm's certification, for new terms; the certifier sends it. */
export function certifyFarmCall(grid: Grid, { farmId, certification }: CertifyFarmParameters): Promise<Call> {
  return toCall(
    "Directory",
    "certifyFarm",
    grid.Directory.certifyFarm.populateTransaction(farmId, certification === "gold" ? 1 : 0),
  );
}

/** Sets a farm's certification; returns once the node has the transaction. */
export async function certifyFarm(
  grid: Grid,
  signer: Signer,
  parameters: CertifyFarmParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await certifyFarmCall(grid, parameters));
}

/** Sets a farm's certification and returns the event of it and the receipt. */
export async function certifyFarmAndWait(grid: Grid, signer: Signer, parameters: CertifyFarmParameters) {
  const receipt: TransactionReceipt = await sendCallAndWait(signer, await certifyFarmCall(grid, parameters));
  return { event: extractFarmCertified(grid, receipt), receipt };
}

/** The event of a farm's certification. */
export function extractFarmCertified(grid: Grid, receipt: Receipt) {
  return extractEvent(grid.Directory, grid.Directory.filters.FarmCertified, receipt);
}
