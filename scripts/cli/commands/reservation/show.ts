import { formatCapacity } from "../../../../sdk/directory/format-capacity.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { ReservationReading } from "../../../../sdk/reservations/read-reservation.ts";
import { readReservation } from "../../../../sdk/reservations/read-reservation.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { fields } from "../../table.ts";
import { monthly, sizeWords, standing } from "./words.ts";

/** Shows a reservation. */
export async function run({ grid }: GridContext, { id }: { id: number }): Promise<Answer> {
  const reservation = await readReservation(grid, id);
  return { document: reservation, text: fields(describe(reservation)), hints: hintsFor(reservation) };
}

function describe(reservation: ReservationReading): Record<string, string> {
  const { reservationId, accountId, nodeId, farmId, provider, deploymentHash, update, traffic } = reservation;
  return {
    reservation: `${reservationId}, of account ${accountId}`,
    state: standing(reservation),
    node: `${nodeId} of farm ${farmId}`,
    reserved: sizeWords(reservation),
    costs: `${monthly(reservation)} before discounts`,
    runs: deploymentHash,
    "not settled yet": `${formatTft(reservation.owedUnits)} TFT since ${formatTime(reservation.settledTo)}`,
    ...(provider !== undefined && { provider }),
    ...(update !== undefined && {
      "waits for": `${formatCapacity(update.capacity)}, ${update.ipv4Count} addresses, ${update.deploymentHash}`,
    }),
    ...(traffic.dailyBytes > 0n && {
      traffic: `${traffic.chargedBytes} bytes charged; ${traffic.leftBytes} of ${traffic.dailyBytes} may be charged now`,
    }),
  };
}

function hintsFor({ state, reason, reservationId }: ReservationReading): string[] {
  if (state === "pending") return [`The node acknowledges it: tfgrid reservation ack --id ${reservationId}`];
  if (state === "closed" && reason !== "cancelled")
    return ["If its capacity is still held: tfgrid reservation release"];
  return [];
}
