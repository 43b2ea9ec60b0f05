import { encodeBytes32String, toUtf8Bytes, ZeroAddress, ZeroHash } from "ethers";
import type { ReservationRequestStruct } from "../../typechain-types/contracts/interfaces/IReservations.ts";
import { toCapacityStruct } from "../directory/registration.ts";
import { GridError } from "../grid-error.ts";
import type { Capacity } from "../rules/capacity.ts";

/** What somebody wants to reserve. */
export interface ReservationRequest {
  /** Who pays. */
  readonly accountId: number;
  readonly nodeId: number;
  /** Whether the whole node; then there are neither capacity nor addresses. */
  readonly isDedicated: boolean;
  readonly capacity: Capacity;
  /** Public addresses of the node's farm, 0 to 8. */
  readonly ipv4Count: number;
  /** Solution provider, who must be approved; undefined for none. */
  readonly provider: string | undefined;
  /** 32 bytes: of what the node is to run. */
  readonly deploymentHash: string;
  /** The tenant's own name for it, unique in the account, up to 31 bytes; undefined for none. */
  readonly ref: string | undefined;
  /** What it may cost at most before discounts, in 10^-18 USD per second. */
  readonly mostUsdPerSecond: bigint;
  /** How much public traffic may be charged per day, in bytes; 0 for none. */
  readonly dailyTrafficBytes: bigint;
}

/** A word of 32 bytes keeps its last one for the end of the text. */
const MOST_REF_BYTES = 31;

/** A request in the form that the contract takes. */
export function toRequestStruct(request: ReservationRequest): ReservationRequestStruct {
  const { provider, ref, mostUsdPerSecond, capacity, ...same } = request;
  return {
    ...same,
    provider: provider ?? ZeroAddress,
    capacity: toCapacityStruct(capacity),
    ref: toRefBytes(ref),
    mostRate: mostUsdPerSecond,
  };
}

/** A tenant's own name for a reservation in the form that the contract takes. */
export function toRefBytes(ref: string | undefined): string {
  if (ref === undefined) return ZeroHash;
  if (ref === "" || toUtf8Bytes(ref).length > MOST_REF_BYTES) throw new ReservationRefInvalidError(ref);
  return encodeBytes32String(ref);
}

/** The text cannot name a reservation. */
export class ReservationRefInvalidError extends GridError {
  override readonly name = "ReservationRefInvalidError";

  constructor(ref: string) {
    super(`"${ref}" cannot be the reference of a reservation.`, { hint: "Use 1 to 31 bytes of text." });
  }
}
