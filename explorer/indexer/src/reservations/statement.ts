import type { stream } from "../../schema/escrow.ts";

type StreamRow = typeof stream.$inferSelect;
type Shares = Pick<StreamRow, "farmUnits" | "providerUnits" | "poolUnits" | "refundedUnits">;

/** Who got the money of some streams, as far as they are settled. In units of 10^-7 TFT. */
export interface StatementSums extends Shares {
  /** Unix time up to which the latest of them is settled; undefined while none has started. */
  readonly settledTo: number | undefined;
}

/** The statement of one stream, or of all streams of a reservation. */
export function statementOf(streams: readonly StreamRow[]): StatementSums {
  const started = streams.filter(({ startedAt }) => startedAt !== null);
  return {
    ...streams.map(sharesOf).reduce(sumOf, { farmUnits: 0n, providerUnits: 0n, poolUnits: 0n, refundedUnits: 0n }),
    settledTo: started.length === 0 ? undefined : Math.max(...started.map(({ settledTo }) => settledTo)),
  };
}

function sharesOf({ farmUnits, providerUnits, poolUnits, refundedUnits }: StreamRow): Shares {
  return { farmUnits, providerUnits, poolUnits, refundedUnits };
}

function sumOf(sum: Shares, shares: Shares): Shares {
  return {
    farmUnits: sum.farmUnits + shares.farmUnits,
    providerUnits: sum.providerUnits + shares.providerUnits,
    poolUnits: sum.poolUnits + shares.poolUnits,
    refundedUnits: sum.refundedUnits + shares.refundedUnits,
  };
}
