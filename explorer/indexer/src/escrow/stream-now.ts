import type { account, epochEnd, stream } from "../../schema/escrow.ts";
import type { TimedQuote } from "../../../../sdk/rules/account-forecast.ts";
import type { Accumulators } from "../../../../sdk/rules/account.ts";
import { positionAt } from "../../../../sdk/rules/account.ts";
import type { Owed } from "../../../../sdk/rules/stream.ts";
import { owedBetween } from "../../../../sdk/rules/stream.ts";
import { booksOf } from "./books.ts";

type StreamRow = typeof stream.$inferSelect;

/** A stream and what its state follows from. */
export interface StreamFacts {
  readonly stream: StreamRow;
  readonly account: typeof account.$inferSelect;
  /** How the stream's epoch ended; null while its account's row says that it goes on. */
  readonly epochEnd: typeof epochEnd.$inferSelect | null;
}

/** A stream at the time of a block. */
export interface StreamNow {
  /** Dead as soon as its account is exhausted, even if nobody closed it. */
  readonly status: StreamRow["status"];
  /** What it is owed and not settled yet, in units of 10^-7 TFT, before it is considered for how long its node served. */
  readonly owedUnits: bigint;
}

/** What a stream is at a moment: what {IEscrow} says then. */
export function streamNow(facts: StreamFacts, quote: Pick<TimedQuote, "index">): StreamNow {
  const { status } = facts.stream;
  const { charged, isOver } = chargedOf(facts, quote);
  const isOpen = status === "pending" || status === "running";
  return { status: isOpen && isOver ? "dead" : status, owedUnits: owedUnits(facts.stream, charged) };
}

/** How far the account of a stream was charged for it, and whether the stream's epoch is over. */
export function chargedOf(
  { stream: { epoch }, account: row, epochEnd: end }: StreamFacts,
  { index }: Pick<TimedQuote, "index">,
): { charged: Accumulators; isOver: boolean } {
  if (row.epoch === epoch) {
    const { charged, status } = positionAt(booksOf(row), index);
    return { charged, isOver: status === "exhausted" };
  }
  if (end === null) throw new Error(`The end of epoch ${epoch} of account ${row.accountId} is missing.`);
  return { charged: { discountable: end.chargedDiscountable, plain: end.chargedPlain }, isOver: true };
}

/** What a stream is owed that runs, or ran until its account was exhausted. */
export function owedOf(row: StreamRow, charged: Accumulators): Owed {
  return owedBetween(row, { discountable: row.settledDiscountable, plain: row.settledPlain }, charged);
}

function owedUnits(row: StreamRow, charged: Accumulators): bigint {
  if (row.status === "stopped") return row.owedUnits;
  return row.status === "running" || row.status === "dead" ? owedOf(row, charged).units : 0n;
}
