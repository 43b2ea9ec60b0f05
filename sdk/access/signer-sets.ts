import type { SignerSet } from "../../typechain-types/contracts/access/SignerSet.ts";
import type { Grid } from "../network/grid.ts";

/** The sets of members who speak by signatures, and the contract that keeps each. */
export const SIGNER_SETS = {
  attestors: "Attestors",
  verifiers: "Verifiers",
  reporters: "MedianPriceFeed",
} as const;

export type SignerSetName = keyof typeof SIGNER_SETS;

export const SIGNER_SET_NAMES = Object.keys(SIGNER_SETS) as SignerSetName[];

/** What the contract of a set has in common with those of the others. */
export function signerSetOf(grid: Pick<Grid, (typeof SIGNER_SETS)[SignerSetName]>, set: SignerSetName): SignerSet {
  return grid[SIGNER_SETS[set]];
}
