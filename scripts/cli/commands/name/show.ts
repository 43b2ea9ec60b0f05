import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";

/** Shows who has a name. */
export async function run({ grid }: GridContext, { name }: { name: string }): Promise<Answer> {
  const { streamId, accountId, freeAt } = await grid.Names.holdingOf(name);
  const document = { name, stream: Number(streamId), account: Number(accountId), freeAt: Number(freeAt) };
  if (streamId !== 0n)
    return { document, text: `Account ${accountId} has the name ${name}; stream ${streamId} pays for it.` };
  if (accountId === 0n) return { document, text: `Nobody has had the name ${name}.` };
  return {
    document,
    text: `Nobody has the name ${name}; it is kept for account ${accountId} until ${formatTime(freeAt)}.`,
  };
}
