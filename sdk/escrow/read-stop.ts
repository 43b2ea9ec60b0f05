import type { GridSource } from "../network/connect-deployment.ts";
import { LogsMissingError, readEvents } from "../network/read-logs.ts";
import { positionAt } from "../rules/account.ts";
import { readAccount } from "./read-account.ts";
import type { StreamReading } from "./read-streams.ts";

/** Where a stream ended, as the statement that settles it has to say. */
export interface StreamStop {
  /** Unix time in seconds at which the statement must end; undefined for any. */
  readonly to: number | undefined;
  /** Of a dead stream: the price index at which its account was exhausted; else 0. */
  readonly stopIndex: bigint;
}

/** Reads where a stream ended, if it did. */
export async function readStop(
  source: GridSource,
  { streamId, status }: Pick<StreamReading, "streamId" | "status">,
): Promise<StreamStop> {
  if (status === "dead") return { to: undefined, stopIndex: await stopIndexOf(source, streamId) };
  const to = status === "stopped" ? Number(await source.grid.Escrow.stoppedAt(streamId)) : undefined;
  return { to, stopIndex: 0n };
}

/** The account's next action writes it down; until then it follows from the books. */
async function stopIndexOf(source: GridSource, streamId: number): Promise<bigint> {
  const { Escrow } = source.grid;
  const { accountId, epoch } = await Escrow.streamOf(streamId);
  const { books, quote } = await readAccount(source, Number(accountId));
  if (books.epoch === epoch) return positionAt(books, quote.index).index;

  const range = { fromBlock: source.book.deployedAtBlock, toBlock: await source.provider.getBlockNumber() };
  const [ended] = await readEvents(Escrow, Escrow.filters.AccountExhausted, range, [accountId, epoch]);
  if (ended === undefined) throw new LogsMissingError(range);
  return ended.values.index;
}
