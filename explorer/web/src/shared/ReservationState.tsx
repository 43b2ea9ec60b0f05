import { Badge } from "@mantine/core";
import type { Reservation } from "../../../indexer/src/api/answers/reservations.ts";
import { wordsOf } from "../format/words.ts";

const COLORS: Readonly<Record<Reservation["state"], string>> = {
  pending: "orange",
  active: "green",
  paused: "red",
  closed: "gray",
};

/** Where a reservation stands, and why it is closed. */
export function ReservationState({ reservation: { state, reason } }: Readonly<{ reservation: Reservation }>) {
  return (
    <Badge variant="dot" color={COLORS[state]}>
      {reason === "none" ? state : `${state}: ${wordsOf(reason)}`}
    </Badge>
  );
}
