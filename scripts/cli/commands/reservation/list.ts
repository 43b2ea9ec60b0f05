import { GridError } from "../../../../sdk/grid-error.ts";
import {
  listReservationsOfAccount,
  listReservationsOfFarm,
  listReservationsOfNode,
} from "../../../../sdk/reservations/list-reservations.ts";
import type { ReservationReading } from "../../../../sdk/reservations/read-reservation.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";
import { monthly, sizeWords, standing } from "./words.ts";

interface Flags {
  readonly paidBy?: number;
  readonly node?: number;
  readonly farm?: number;
}

/** Lists reservations. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const found = await list(context, flags);
  if (found.length === 0) return { document: [], text: "There are no such reservations." };
  return { document: found, text: table(["id", "state", "account", "node", "reserved", "costs"], found.map(row)) };
}

function list(context: GridContext, { paidBy, node, farm }: Flags): Promise<ReservationReading[]> {
  if (paidBy !== undefined) return listReservationsOfAccount(context, paidBy);
  if (node !== undefined) return listReservationsOfNode(context, node);
  if (farm !== undefined) return listReservationsOfFarm(context, farm);
  throw new ListUnnamedError();
}

function row(one: ReservationReading): string[] {
  const { reservationId, accountId, nodeId } = one;
  return [`${reservationId}`, standing(one), `${accountId}`, `${nodeId}`, sizeWords(one), monthly(one)];
}

/** It is not said whose reservations are wanted. */
export class ListUnnamedError extends GridError {
  override readonly name = "ListUnnamedError";

  constructor() {
    super("It is not said whose reservations are wanted.", { hint: "Name --paid-by, --node or --farm." });
  }
}
