import type { Context } from "ponder:registry";
import { epochEnd, stream } from "ponder:schema";
import { accountRow } from "./entries.ts";
import type { StreamFacts } from "./stream-now.ts";

/** What the events before tell of the stream that an event is about: it stays so, whatever the handler writes. */
export async function streamFacts(db: Context["db"], streamId: bigint): Promise<StreamFacts> {
  const row = await db.find(stream, { streamId: Number(streamId) });
  if (row === null) throw new Error(`The event is about stream ${streamId}, which was never opened.`);
  const { accountId, epoch } = row;
  const end = await db.find(epochEnd, { accountId, epoch });
  // Ponder gives the row itself, which later writes change.
  return { stream: { ...row }, account: await accountRow(db, accountId), epochEnd: end };
}
