import { cancelReservationCall, extractReservationClosed } from "../../../../sdk/reservations/cancel-reservation.ts";
import { CLOSE_REASONS } from "../../../../sdk/reservations/read-reservation.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Cancels a reservation. */
export async function plan({ grid }: SendContext, { id }: { id: number }): Promise<Plan> {
  const call = await cancelReservationCall(grid, { reservationId: id });
  const effects = [`Reservation ${id} ends now; its capacity and addresses are free.`];
  return oneStep({ call, summary: `Cancel reservation ${id}`, effects }, (receipt) => {
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
