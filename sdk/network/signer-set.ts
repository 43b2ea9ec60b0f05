import type { Grid } from "./grid.ts";

/** The members of Attestors, Verifiers or MedianPriceFeed that speak now, and those who will. */
export interface SignerSetState {
  readonly version: number;
  readonly members: readonly string[];
  /** So many of them must sign. */
  readonly threshold: number;
  /** A rotation that was decided on and has not taken effect. */
  readonly next:
    { readonly version: number; readonly members: readonly string[]; readonly activeFrom: number } | undefined;
}

/** Reads a set of signers. */
export async function readSignerSet(
  set: Grid["Attestors"] | Grid["Verifiers"] | Grid["MedianPriceFeed"],
): Promise<SignerSetState> {
  const version = Number(await set.activeVersion());
  const [present, next] = await Promise.all([set.setOf(version), set.setOf(version + 1)]);
  return {
    version,
    members: [...present.members],
    threshold: Number(present.threshold),
    next:
      next.members.length === 0
        ? undefined
        : { version: version + 1, members: [...next.members], activeFrom: Number(next.activeFrom) },
  };
}
