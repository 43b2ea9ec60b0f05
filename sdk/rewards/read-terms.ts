import type { TermsStructOutput } from "../../typechain-types/contracts/directory/Directory.ts";
import type { Grid } from "../network/grid.ts";
import { readEvents } from "../network/read-logs.ts";
import type { BlockRange } from "../network/read-logs.ts";
import type { Capacity } from "../rules/capacity.ts";

/** What held for a node in the periods [fromPeriod, untilPeriod), with an end that was brought forward taken into account. */
export interface NodeTerms {
  readonly nodeId: number;
  readonly termsIndex: number;
  readonly farmId: number;
  readonly fromPeriod: number;
  readonly untilPeriod: number;
  readonly policyId: number;
  /** USD per TFT, in mUSD. */
  readonly connectionPriceMusd: number;
  readonly ipv4Count: number;
  readonly isCertified: boolean;
  readonly isVirtualized: boolean;
  /** Periods for which the hardware is verified: [verifiedFrom, verifiedUntil). */
  readonly verifiedFrom: number;
  readonly verifiedUntil: number;
  readonly capacity: Capacity;
}

/** Finds the terms of a node by their number. */
export type TermsFinder = (nodeId: number, termsIndex: number) => NodeTerms | undefined;

/** Rebuilds all terms of all nodes from the Directory's events. */
export async function readTerms(grid: Grid, range: BlockRange): Promise<TermsFinder> {
  const { Directory } = grid;
  const [opened, ended, verified] = await Promise.all([
    readEvents(Directory, Directory.filters.TermsOpened, range),
    readEvents(Directory, Directory.filters.TermsEnded, range),
    readEvents(Directory, Directory.filters.TermsVerified, range),
  ]);

  const found = new Map<string, NodeTerms>();
  const change = (nodeId: bigint, termsIndex: bigint, changes: Partial<NodeTerms>) => {
    const terms = found.get(keyOf(nodeId, termsIndex));
    if (terms !== undefined) found.set(keyOf(nodeId, termsIndex), { ...terms, ...changes });
  };
  for (const { values } of opened) {
    const { nodeId, termsIndex, terms } = values;
    found.set(keyOf(nodeId, termsIndex), toNodeTerms(nodeId, termsIndex, terms));
  }
  for (const { values } of ended) {
    change(values.nodeId, values.termsIndex, { untilPeriod: Number(values.untilPeriod) });
  }
  for (const { values } of verified) {
    const { verifiedFrom, verifiedUntil } = values;
    const changes = { verifiedFrom: Number(verifiedFrom), verifiedUntil: Number(verifiedUntil) };
    change(values.nodeId, values.termsIndex, changes);
  }
  return (nodeId, termsIndex) => found.get(keyOf(nodeId, termsIndex));
}

function keyOf(nodeId: bigint | number, termsIndex: bigint | number): string {
  return `${nodeId} ${termsIndex}`;
}

function toNodeTerms(nodeId: bigint, termsIndex: bigint, terms: TermsStructOutput): NodeTerms {
  const { capacity, isCertified, isVirtualized } = terms;
  return {
    nodeId: Number(nodeId),
    termsIndex: Number(termsIndex),
    farmId: Number(terms.farmId),
    fromPeriod: Number(terms.fromPeriod),
    untilPeriod: Number(terms.untilPeriod),
    policyId: Number(terms.policyId),
    connectionPriceMusd: Number(terms.connectionPriceMusd),
    ipv4Count: Number(terms.ipv4Count),
    isCertified,
    isVirtualized,
    verifiedFrom: Number(terms.verifiedFrom),
    verifiedUntil: Number(terms.verifiedUntil),
    capacity: { cru: Number(capacity.cru), mruBytes: capacity.mru, sruBytes: capacity.sru, hruBytes: capacity.hru },
  };
}
