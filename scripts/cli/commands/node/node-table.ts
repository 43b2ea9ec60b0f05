import type { NodeHistory } from "../../../../sdk/directory/fold-node-events.ts";
import { termsIn } from "../../../../sdk/directory/fold-node-events.ts";
import { formatGib } from "../../../../sdk/directory/format-capacity.ts";
import type { NodeTerms } from "../../../../sdk/directory/node-terms.ts";
import { table } from "../../table.ts";

const HEAD = [
  "node",
  "farm",
  "state",
  "cores",
  "memory",
  "SSD",
  "HDD",
  "certified",
  "verified to",
  "policy",
  "USD/TFT",
];

/** Nodes with the terms that count next: those of the running period, else the first ones to come. */
export function nodeTable(nodes: readonly NodeHistory[], period: number): string {
  return table(
    HEAD,
    nodes.map((node) => [
      `${node.nodeId}`,
      `${node.farmId}`,
      stateOf(node, period),
      ...termsCells(termsToShow(node, period)),
    ]),
  );
}

/** A node for programs: numbers as numbers, bytes as decimal strings. */
export function nodeDocument(node: NodeHistory, period: number) {
  const { nodeId, farmId, key, isTargetDown, isDown, details, terms } = node;
  const termsIndex = termsIn(node, period)?.termsIndex;
  return { node: nodeId, farm: farmId, key, isTargetDown, isDown, details, termsInForce: termsIndex, terms };
}

/** The terms that count next. */
export function termsToShow(node: NodeHistory, period: number): NodeTerms | undefined {
  return (
    termsIn(node, period) ??
    node.terms.find(({ fromPeriod, untilPeriod }) => fromPeriod > period && untilPeriod > fromPeriod)
  );
}

/** What a farmer wants to know first: whether the node earns. */
export function stateOf(node: NodeHistory, period: number): string {
  if (termsIn(node, period) === undefined) {
    const next = termsToShow(node, period);
    return next === undefined ? "removed" : `from period ${next.fromPeriod}`;
  }
  if (node.key === undefined) return "ends with this period";
  return node.isDown ? "switched off" : "in force";
}

function termsCells(terms: NodeTerms | undefined): string[] {
  if (terms === undefined) return Array.from({ length: HEAD.length - 3 }, () => "");
  const { capacity, isCertified, verifiedUntil, policyId, connectionPriceMusd } = terms;
  return [
    `${capacity.cru}`,
    formatGib(capacity.mruBytes),
    formatGib(capacity.sruBytes),
    formatGib(capacity.hruBytes),
    isCertified ? "yes" : "no",
    verifiedUntil === 0 ? "not verified" : `${verifiedUntil - 1}`,
    `${policyId}`,
    (connectionPriceMusd / 1000).toFixed(3),
  ];
}
