import { parseBytes } from "../../../../sdk/directory/parse-bytes.ts";
import { setDailyTrafficCall, extractTrafficAllowanceSet } from "../../../../sdk/reservations/set-daily-traffic.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Sets how much traffic may be charged per day. */
export async function plan({ grid }: SendContext, { id, perDay }: { id: number; perDay: string }): Promise<Plan> {
  const call = await setDailyTrafficCall(grid, { reservationId: id, dailyBytes: parseBytes(perDay) });
  const effects = [`Up to ${perDay} of public traffic of reservation ${id} may be charged per day.`];
  return oneStep({ call, summary: `Allow ${perDay} of traffic a day`, effects }, (receipt) => {
    const { reservationId, dailyBytes } = extractTrafficAllowanceSet(grid, receipt);
    return {
      document: { reservation: Number(reservationId), dailyBytes, transaction: receipt.hash },
      text: `Up to ${dailyBytes} bytes of reservation ${reservationId} may be charged per day.`,
    };
  });
}
