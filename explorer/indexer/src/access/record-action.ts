import type { Context, Event } from "ponder:registry";
import { privilegedAction } from "ponder:schema";
import type { ContractName } from "../../../../sdk/network/contracts.ts";
import { occurrenceOf } from "../chain/occurrence.ts";
import { describeArguments } from "./describe-arguments.ts";

/** An event that only a role's holder can cause. */
export async function recordAction(
  db: Context["db"],
  event: Pick<Event, "id" | "block" | "transaction" | "log" | "args">,
  name: `${ContractName}:${string}`,
  kind: (typeof privilegedAction.$inferInsert)["kind"] = "done",
): Promise<void> {
  const [contract = "", eventName = ""] = name.split(":");
  await db.insert(privilegedAction).values({
    eventId: event.id,
    kind,
    contract,
    event: eventName,
    caller: event.transaction.from,
    details: describeArguments(event.args),
    logIndex: event.log.logIndex,
    ...occurrenceOf(event),
  });
}
