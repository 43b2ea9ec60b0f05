import type { SignerSet } from "../../typechain-types/contracts/access/SignerSet.ts";

/** The members of Attestors, Verifiers or MedianPriceFeed that speak now, and those who will. */
export interface SignerSetState {
  readonly version: number;
  readonly members: readonly string[];
  /** So many of them must sign. */
  readonly threshold: number;
  /** A rotation that was decided on and has not taken effect. */
  readonly next: NextSignerSet | undefined;
}

/** The members who will speak, from unix seconds on. */
export interface NextSignerSet {
  readonly version: number;
  readonly members: readonly string[];
  readonly threshold: number;
  readonly activeFrom: number;
}

/** Reads a set of signers. */
export async function readSignerSet(set: Pick<SignerSet, "activeVersion" | "setOf">): Promise<SignerSetState> {
  const version = Number(await set.activeVersion());
  const [{ members, threshold }, next] = await Promise.all([set.setOf(version), set.setOf(version + 1)]);
  return {
    version,
    members: [...members],
    threshold: Number(threshold),
    next:
      next.members.length === 0
        ? undefined
        : {
            version: version + 1,
            members: [...next.members],
            threshold: Number(next.threshold),
            activeFrom: Number(next.activeFrom),
          },
  };
}
