import type { reservation } from "../../schema/reservations.ts";
import type { TimedQuote } from "../../../../sdk/rules/account-forecast.ts";
import { accountStateAt } from "../../../../sdk/rules/account-state.ts";
import type { CLOSE_REASONS } from "../../../../sdk/reservations/read-reservation.ts";
import { booksOf } from "../escrow/books.ts";
import type { StreamFacts } from "../escrow/stream-now.ts";
import { streamNow } from "../escrow/stream-now.ts";

type ReservationRow = typeof reservation.$inferSelect;
type CloseReason = (typeof CLOSE_REASONS)[number];

/** A reservation, what pays for it now, and what else its state follows from. */
export interface ReservationFacts extends StreamFacts {
  readonly reservation: Pick<ReservationRow, "reason">;
  /** The reservation of the whole node that it is included in, if so. */
  readonly dedication: Pick<ReservationRow, "reason"> | null;
  /** Unix time at which the notice of its node ends, if the farmer gave one. */
  readonly noticeEndsAt: number | null;
  /** Unix time from which on anybody may close what uses its pricing version, if that is retired. */
  readonly closableAt: number | null;
  readonly deploymentWindowSeconds: number;
}

/** Where a reservation stands at the time of a block. */
export interface ReservationNow {
  readonly state: "pending" | "active" | "paused" | "closed";
  /** Also when it only could be closed, but has not been released. */
  readonly reason: CloseReason;
}

/** What {IReservations-stateOf} says at a moment. */
export function reservationNow(facts: ReservationFacts, quote: TimedQuote): ReservationNow {
  const { stream, account } = facts;
  const reason = reasonOf(facts, quote);
  if (reason !== "none") return { state: "closed", reason };
  if (stream.status === "pending") return { state: "pending", reason };
  const { status } = accountStateAt(booksOf(account), quote.index);
  return { state: status === "active" ? "active" : "paused", reason };
}

function reasonOf(facts: ReservationFacts, quote: TimedQuote): CloseReason {
  const { stream, dedication } = facts;
  const stored = facts.reservation.reason as CloseReason;
  if (stored !== "none") return stored;
  const now = Number(quote.timestamp);
  const isLate = now > stream.settledTo + facts.deploymentWindowSeconds;
  if (stream.closedAt !== null) return reasonOfClosed(facts, isLate);
  if (streamNow(facts, quote).status === "dead") return "exhausted";
  if (stream.status === "pending" && isLate) return "not acknowledged in time";
  if (isOver(facts.noticeEndsAt, now)) return "farmer's notice";
  if (isOver(facts.closableAt, now)) return "pricing version retired";
  return dedication !== null && dedication.reason !== "none" ? "dedication closed" : "none";
}

/** The stream was closed, and the reservation was not told. */
function reasonOfClosed({ stream: { status } }: ReservationFacts, isLate: boolean): CloseReason {
  if (status === "dead") return "exhausted";
  return status === "ended" && isLate ? "not acknowledged in time" : "cancelled";
}

function isOver(endsAt: number | null, now: number): boolean {
  return endsAt !== null && now >= endsAt;
}
