import { withdrawUpdateCall, extractUpdateWithdrawn } from "../../../../sdk/reservations/withdraw-update.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Gives up a change. */
export async function plan({ grid }: SendContext, { id }: { id: number }): Promise<Plan> {
  const call = await withdrawUpdateCall(grid, { reservationId: id });
  const effects = [`Reservation ${id} stays as it is.`];
  return oneStep({ call, summary: `Withdraw the change of reservation ${id}`, effects }, (receipt) => {
    const { reservationId } = extractUpdateWithdrawn(grid, receipt);
    return {
      document: { reservation: Number(reservationId), transaction: receipt.hash },
      text: `Reservation ${reservationId} stays as it is.`,
    };
  });
}
