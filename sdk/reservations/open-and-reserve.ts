import type { Signer, TransactionResponse } from "ethers";
import { Signature } from "ethers";
import type { Call } from "../network/call.ts";
import { sendCall, waitForReceipt } from "../network/call.ts";
import { explainError } from "../network/explain-error.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import { signPermit } from "../escrow/deposit-with-permit.ts";
import type { ReservationsLimits } from "./approve-and-reserve.ts";
import { approveAndReserveArguments } from "./approve-and-reserve.ts";
import { extractReserved } from "./reserve.ts";
import type { ReservationRequest } from "./reservation-request.ts";

/** Somebody else may open an account in the meantime, and take the number: so often it is tried. */
const MOST_TRIES = 5;

export interface OpenAndReserveParameters extends ReservationsLimits {
  /** The number of its account is the next free one. */
  readonly request: Omit<ReservationRequest, "accountId">;
  /** What is paid in, in units of 10^-7 TFT. */
  readonly units: bigint;
  /** Unix time in seconds until which the permit can be used. */
  readonly deadline: number;
}

export interface SignedOpenAndReserveParameters extends OpenAndReserveParameters {
  readonly accountId: number;
  /** The sender's signature of the permit, see {@link signPermit}; undefined when the escrow may take the TFT already. */
  readonly permit: string | undefined;
}

/** The number that the next account will have, if nobody else opens one before. */
export async function nextAccountId({ Escrow }: Grid): Promise<number> {
  return Number(await Escrow.accountCount()) + 1;
}

/** The one call by which a newcomer opens an account, pays in, approves Reservations and reserves. */
export async function openAndReserveCall(grid: Grid, parameters: SignedOpenAndReserveParameters): Promise<Call> {
  const { Escrow } = grid;
  const request = { ...parameters.request, accountId: parameters.accountId };
  const reserving = await approveAndReserveArguments(grid, { ...parameters, request });
  const calls = [
    Escrow.interface.encodeFunctionData("openAccount"),
    depositData(grid, parameters),
    Escrow.interface.encodeFunctionData("approveAndCall", reserving),
  ];
  return toCall("Escrow", "multicall", Escrow.multicall.populateTransaction(calls));
}

function depositData({ Escrow }: Grid, { accountId, units, deadline, permit }: SignedOpenAndReserveParameters): string {
  if (permit === undefined) return Escrow.interface.encodeFunctionData("deposit", [accountId, units]);
  const { v, r, s } = Signature.from(permit);
  return Escrow.interface.encodeFunctionData("depositWithPermit", [accountId, units, deadline, v, r, s]);
}

/**
 * Signs the permit and sends the one call; returns once the node has the transaction. Where somebody else opens an account at
 * the same moment it fails, with nothing done.
 */
export async function openAndReserve(
  grid: Grid,
  signer: Signer,
  parameters: OpenAndReserveParameters,
): Promise<TransactionResponse> {
  const accountId = await nextAccountId(grid);
  const permit = await signPermit(grid, signer, { ...parameters, accountId });
  return sendCall(signer, await openAndReserveCall(grid, { ...parameters, accountId, permit }));
}

/** Signs the permit, sends the one call and returns the event of the reservation and the receipt. */
export async function openAndReserveAndWait(grid: Grid, signer: Signer, parameters: OpenAndReserveParameters) {
  for (let tries = 1; ; ++tries) {
    try {
      const receipt = await waitForReceipt(await openAndReserve(grid, signer, parameters));
      return { event: extractReserved(grid, receipt), receipt };
    } catch (error) {
      // The number is somebody else's account now, and nothing of the transaction remained.
      const isRaced = explainError(error).name === "EscrowNotManager";
      if (!isRaced || tries === MOST_TRIES) throw error;
    }
  }
}
