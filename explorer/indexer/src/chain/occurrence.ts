import type { Hex } from "viem";

/** What every event carries beside its arguments. */
interface PlacedEvent {
  readonly block: { readonly number: bigint; readonly timestamp: bigint };
  readonly transaction: { readonly hash: Hex };
}

/** The columns that tell where on the chain something happened. */
export function occurrenceOf({ block, transaction }: PlacedEvent) {
  return { block: Number(block.number), at: Number(block.timestamp), transaction: transaction.hash };
}
