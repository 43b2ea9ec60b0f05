import { toNodeTerms } from "../directory/node-terms.ts";
import type { NodeTerms } from "../directory/node-terms.ts";
import type { Grid } from "../network/grid.ts";
import { readEvents } from "../network/read-logs.ts";
import type { BlockRange } from "../network/read-logs.ts";

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
