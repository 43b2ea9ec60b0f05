import { extractReservationClosed } from "../../../../sdk/reservations/cancel-reservation.ts";
import { releaseReservationCall } from "../../../../sdk/reservations/release-reservation.ts";
import { CLOSE_REASONS } from "../../../../sdk/reservations/read-reservation.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Closes a reservation that has no right to stay. */
export async function plan({ grid }: SendContext, { id }: { id: number }): Promise<Plan> {
  const call = await releaseReservationCall(grid, { reservationId: id });
  const effects = [`The capacity and addresses of reservation ${id} are free.`];
  return oneStep({ call, summary: `Release reservation ${id}`, effects }, (receipt) => {
    const { reservationId, reason } = extractReservationClosed(grid, receipt);
    return {
      document: {
        reservation: Number(reservationId),
        reason: CLOSE_REASONS[Number(reason)],
        transaction: receipt.hash,
      },
      text: `Reservation ${reservationId} is closed: ${CLOSE_REASONS[Number(reason)]}.`,
    };
  });
}
