import type { Signer, TransactionResponse } from "ethers";
import { dataSlice } from "ethers";
import type { OperatorLimitsStruct } from "../../typechain-types/contracts/interfaces/IEscrow.sol/IEscrow.ts";
import type { Call } from "../network/call.ts";
import { sendCall } from "../network/call.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import type { ReservationRequest } from "./reservation-request.ts";
import { toRequestStruct } from "./reservation-request.ts";

/** The first 4 bytes of a call name its function; the arguments follow. */
const SELECTOR_BYTES = 4;

/** What Reservations may do with an account. */
export interface ReservationsLimits {
  /** The most that reservations of the account may cost together, in 10^-18 USD per second. */
  readonly maxUsdPerSecond: bigint;
  /** What may be charged at once, all in all, in units of 10^-7 TFT: traffic. */
  readonly maxChargeUnits: bigint;
  /** Unix time in seconds from which on nothing more may be reserved without a new approval. */
  readonly expiresAt: number;
}

export interface ApproveAndReserveParameters extends ReservationsLimits {
  readonly request: ReservationRequest;
}

type Arguments = [accountId: number, operator: string, limits: OperatorLimitsStruct, data: string];

/** The call by which the owner of an account sets what Reservations may do with it, and reserves. */
async function approveAndReserveCall(grid: Grid, parameters: ApproveAndReserveParameters): Promise<Call> {
  const transaction = grid.Escrow.approveAndCall.populateTransaction(
    ...(await approveAndReserveArguments(grid, parameters)),
  );
  return toCall("Escrow", "approveAndCall", transaction);
}

/** Sets what Reservations may do with an account and reserves; returns once the node has the transaction. */
export async function approveAndReserve(
  grid: Grid,
  signer: Signer,
  parameters: ApproveAndReserveParameters,
): Promise<TransactionResponse> {
  return sendCall(signer, await approveAndReserveCall(grid, parameters));
}

/** What the escrow is given to approve Reservations and have it reserve. */
export async function approveAndReserveArguments(
  { Reservations }: Grid,
  { request, maxUsdPerSecond, maxChargeUnits, expiresAt }: ApproveAndReserveParameters,
): Promise<Arguments> {
  const reserving = Reservations.interface.encodeFunctionData("reserve", [toRequestStruct(request)]);
  const limits = { maxRate: maxUsdPerSecond, maxCharge: maxChargeUnits, expiresAt };
  return [request.accountId, await Reservations.getAddress(), limits, dataSlice(reserving, SELECTOR_BYTES)];
}
