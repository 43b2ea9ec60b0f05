import type { Context, Event } from "ponder:registry";
import { ponder } from "ponder:registry";
import { signerSet } from "ponder:schema";
import { occurrenceOf } from "../chain/occurrence.ts";
import { recordAction } from "./record-action.ts";

type SignerContract = "Attestors" | "Verifiers" | "MedianPriceFeed";

ponder.on("Attestors:SignerSetRotated", ({ event, context }) => recordSet(context.db, event, "Attestors"));
ponder.on("Verifiers:SignerSetRotated", ({ event, context }) => recordSet(context.db, event, "Verifiers"));
ponder.on("MedianPriceFeed:SignerSetRotated", ({ event, context }) => recordSet(context.db, event, "MedianPriceFeed"));

async function recordSet(
  db: Context["db"],
  event: Event<`${SignerContract}:SignerSetRotated`>,
  contract: SignerContract,
): Promise<void> {
  const { version, members, threshold, activeFrom } = event.args;
  await db
    .insert(signerSet)
    .values({ contract, version, members: [...members], threshold, activeFrom, ...occurrenceOf(event) });
  await recordAction(db, event, `${contract}:SignerSetRotated`);
}
