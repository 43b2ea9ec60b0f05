import type { Measurement } from "../../sdk/rules/measurement.ts";

/** Where a peer's leaf differs from the own one. */
export interface LeafDifference {
  readonly farmId: number;
  readonly nodeId: number;
  /** The name of a field, or "leaf" where only one of the two has a leaf for the node. */
  readonly field: string;
  readonly own: string;
  readonly peer: string;
}

/** What one says of a node of which the other says nothing. */
const NO_LEAF = "none";

/** Compares measurements leaf by leaf, in any order; the differences are ascending by farm and node. */
export function compareMeasurements(own: readonly Measurement[], peer: readonly Measurement[]): LeafDifference[] {
  const peers = new Map(peer.map((measurement) => [keyOf(measurement), measurement]));
  const owns = new Set(own.map(keyOf));
  const differences = [
    ...own.flatMap((measurement) => compareLeaf(measurement, peers.get(keyOf(measurement)))),
    ...peer.filter((measurement) => !owns.has(keyOf(measurement))).map(unknownLeaf),
  ];
  return differences.sort((a, b) => a.farmId - b.farmId || a.nodeId - b.nodeId);
}

/** A difference as a line for people. */
export function describeDifference({ farmId, nodeId, field, own, peer }: LeafDifference): string {
  return `node ${nodeId} of farm ${farmId}: ${field} is ${own} here and ${peer} there`;
}

function compareLeaf(own: Measurement, peer: Measurement | undefined): LeafDifference[] {
  const { farmId, nodeId } = own;
  if (peer === undefined) return [{ farmId, nodeId, field: "leaf", own: uptimeOf(own), peer: NO_LEAF }];
  const [here, there] = [fieldsOf(own), fieldsOf(peer)];
  return Object.keys(here)
    .filter((field) => here[field] !== there[field])
    .map((field) => ({ farmId, nodeId, field, own: here[field] ?? NO_LEAF, peer: there[field] ?? NO_LEAF }));
}

function unknownLeaf(peer: Measurement): LeafDifference {
  const { farmId, nodeId } = peer;
  return { farmId, nodeId, field: "leaf", own: NO_LEAF, peer: uptimeOf(peer) };
}

function uptimeOf({ uptimeSeconds }: Measurement): string {
  return `${uptimeSeconds} s of uptime`;
}

function fieldsOf({ capacity, corrects, ...rest }: Measurement): Record<string, string> {
  const place = corrects === undefined ? NO_LEAF : `${corrects.batch}/${corrects.position}`;
  return Object.fromEntries(
    Object.entries({ ...rest, ...capacity, corrects: place }).map(([field, value]) => [field, String(value)]),
  );
}

function keyOf({ farmId, nodeId }: Measurement): string {
  return `${farmId} ${nodeId}`;
}
