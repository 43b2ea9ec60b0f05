import type { Context, Event } from "ponder:registry";
import { reservationEvent, reservationStream } from "ponder:schema";
import { describeArguments } from "../access/describe-arguments.ts";
import { occurrenceOf } from "../chain/occurrence.ts";

type AnyEvent = Pick<Event, "id" | "block" | "transaction" | "log" | "args">;

/** Something that happened to a reservation. */
export async function recordReservationEvent(
  db: Context["db"],
  event: AnyEvent,
  place: Readonly<{ reservationId: number; streamId: number; name: string }>,
): Promise<void> {
  await db.insert(reservationEvent).values({
    eventId: event.id,
    ...place,
    details: describeArguments(event.args),
    logIndex: event.log.logIndex,
    ...occurrenceOf(event),
  });
}

/** Something that happened to a stream, if it pays for a reservation; others pay for names or for what other operators sell. */
export async function recordStreamEvent(
  db: Context["db"],
  event: AnyEvent & { readonly args: { readonly streamId: bigint } },
  name: string,
): Promise<void> {
  const streamId = Number(event.args.streamId);
  const owner = await db.find(reservationStream, { streamId });
  if (owner !== null) await recordReservationEvent(db, event, { ...owner, name });
}
