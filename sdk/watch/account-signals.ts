import { readAccount } from "../escrow/read-account.ts";
import type { AccountReading } from "../escrow/read-account.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import type { Signal } from "./signal.ts";

/** What an account's owner should know now; what lies further ahead than that is not worth a word yet. */
export async function accountSignals(source: GridSource, accountId: number, aheadSeconds: number): Promise<Signal[]> {
  const account = await readAccount(source, accountId);
  const until = account.quote.timestamp + BigInt(aheadSeconds);
  const { discountFallsAt, pausesAt, exhaustsAt } = account.forecasts.atPresentPrice;
  const isAhead = (at: bigint | undefined) => at !== undefined && at > account.quote.timestamp && at <= until;
  return [
    ...stateSignals(account),
    ...(isAhead(discountFallsAt) ? [{ kind: "discountFalls", accountId, at: Number(discountFallsAt) } as const] : []),
    ...(isAhead(pausesAt) ? [{ kind: "pauseAhead", accountId, at: Number(pausesAt) } as const] : []),
    ...(isAhead(exhaustsAt) ? [{ kind: "exhaustedAhead", accountId, at: Number(exhaustsAt) } as const] : []),
  ];
}

function stateSignals({ accountId, status, isPriceStale }: AccountReading): Signal[] {
  return [
    ...(status === "paused" ? [{ kind: "paused", accountId } as const] : []),
    ...(status === "exhausted" ? [{ kind: "exhausted", accountId } as const] : []),
    ...(isPriceStale ? [{ kind: "priceStale" } as const] : []),
  ];
}
