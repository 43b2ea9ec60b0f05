import type { Signer, TransactionReceipt } from "ethers";
import { dataSlice, Signature } from "ethers";
import type { Call } from "../network/call.ts";
import { sendCallAndWait } from "../network/call.ts";
import { explainError } from "../network/explain-error.ts";
import type { Grid } from "../network/grid.ts";
import { toCall } from "../network/to-call.ts";
import { signPermit } from "../escrow/deposit-with-permit.ts";
import { extractReserved } from "./reserve.ts";
import type { ReservationRequest } from "./reservation-request.ts";
import { toRequestStruct } from "./reservation-request.ts";

/** Somebody else may open an account in the meantime, and take the number: so often it is tried. */
const MOST_TRIES = 5;

/** The first 4 bytes of a call name its function; the arguments follow. */
const SELECTOR_BYTES = 4;

export interface OpenAndReserveParameters {
  /** The number of its account is the next free one. */
  readonly request: Omit<ReservationRequest, "accountId">;
  /** What is paid in, in units of 10^-7 TFT. */
  readonly units: bigint;
  /** Unix time in seconds until which the permit can be used. */
  readonly deadline: number;
  /** The most that reservations of this account may cost together, in 10^-18 USD per second. */
  readonly maxUsdPerSecond: bigint;
  /** What may be charged at once, all in all, in units of 10^-7 TFT: traffic. */
  readonly maxChargeUnits: bigint;
  /** Unix time in seconds from which on nothing more may be reserved without a new approval. */
  readonly expiresAt: number;
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
  const { accountId, request, maxUsdPerSecond, maxChargeUnits, expiresAt } = parameters;
  const { Escrow, Reservations } = grid;
  const limits = { maxRate: maxUsdPerSecond, maxCharge: maxChargeUnits, expiresAt };
  const reserving = Reservations.interface.encodeFunctionData("reserve", [toRequestStruct({ ...request, accountId })]);
  const data = dataSlice(reserving, SELECTOR_BYTES);
  const operator = await Reservations.getAddress();
  const calls = [
    Escrow.interface.encodeFunctionData("openAccount"),
    depositData(grid, parameters),
    Escrow.interface.encodeFunctionData("approveAndCall", [accountId, operator, limits, data]),
  ];
  return toCall("Escrow", "multicall", Escrow.multicall.populateTransaction(calls));
}

function depositData({ Escrow }: Grid, { accountId, units, deadline, permit }: SignedOpenAndReserveParameters): string {
  if (permit === undefined) return Escrow.interface.encodeFunctionData("deposit", [accountId, units]);
  const { v, r, s } = Signature.from(permit);
  return Escrow.interface.encodeFunctionData("depositWithPermit", [accountId, units, deadline, v, r, s]);
}

/** Signs the permit, sends the one call and returns the event of the reservation and the receipt. */
export async function openAndReserveAndWait(grid: Grid, signer: Signer, parameters: OpenAndReserveParameters) {
  for (let tries = 1; ; ++tries) {
    const accountId = await nextAccountId(grid);
    const permit = await signPermit(grid, signer, { ...parameters, accountId });
    const call = await openAndReserveCall(grid, { ...parameters, accountId, permit });
    try {
      const receipt: TransactionReceipt = await sendCallAndWait(signer, call);
      return { event: extractReserved(grid, receipt), receipt };
    } catch (error) {
      // The number is somebody else's account now, and nothing of the transaction remained.
      const isRaced = explainError(error).name === "EscrowNotManager";
      if (!isRaced || tries === MOST_TRIES) throw error;
    }
  }
}
