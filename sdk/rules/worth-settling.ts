/** A stream with what it is owed. */
export interface OwedStream {
  /** In units of 10^-7 TFT. */
  readonly owedUnits: bigint;
}

/** The streams that are owed enough to be settled; the one that is owed most comes first. */
export function worthSettling<Stream extends OwedStream>(streams: readonly Stream[], leastUnits: bigint): Stream[] {
  return streams
    .filter(({ owedUnits }) => owedUnits > 0n && owedUnits >= leastUnits)
    .sort((a, b) => (a.owedUnits > b.owedUnits ? -1 : 1));
}
