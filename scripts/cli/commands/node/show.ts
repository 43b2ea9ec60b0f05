import type { NodeHistory } from "../../../../sdk/directory/fold-node-events.ts";
import { formatGib } from "../../../../sdk/directory/format-capacity.ts";
import type { NodeTerms } from "../../../../sdk/directory/node-terms.ts";
import { readNodes } from "../../../../sdk/directory/read-directory.ts";
import type { NodeDetails } from "../../../../sdk/directory/registration.ts";
import { FOREVER } from "../../../../sdk/farming/policy-structs.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { formatPeriod } from "../../../../sdk/network/format-time.ts";
import { periodAt } from "../../../../sdk/rules/minting-period.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { fields, table } from "../../table.ts";
import { nodeDocument, stateOf } from "./node-table.ts";
import { NodeMissingError } from "./node-missing-error.ts";

/** Shows a node with all its terms. */
export async function run(context: GridContext, { node: nodeId }: { node: number }): Promise<Answer> {
  const { book, provider } = context;
  const [[node], now] = await Promise.all([readNodes(context, [nodeId]), blockTime(provider)]);
  if (node === undefined) throw new NodeMissingError(nodeId);
  const period = periodAt(book.schedule, now);
  return {
    document: { ...nodeDocument(node, period), period },
    text: [fields({ ...describe(node, period), period: formatPeriod(book.schedule, period) }), termsTable(node)].join(
      "\n",
    ),
  };
}

function describe(node: NodeHistory, period: number): Record<string, string> {
  const { nodeId, farmId, key, details, isTargetDown, isDown } = node;
  return {
    node: `${nodeId}`,
    farm: `${farmId}`,
    key: key ?? "none, the node is removed",
    state: stateOf(node, period),
    power: `${isDown ? "off" : "on"}, asked to be ${isTargetDown ? "off" : "on"}`,
    place: placeOf(details),
    "serial number": details.serialNumber,
    "secure boot": details.hasSecureBoot ? "yes" : "no",
  };
}

function placeOf({ country, city, latitude, longitude }: NodeDetails): string {
  const place = `${city}, ${country}`;
  return latitude === undefined || longitude === undefined ? place : `${place} (${latitude}, ${longitude})`;
}

const HEAD = [
  "terms",
  "periods",
  "farm",
  "cores",
  "memory",
  "SSD",
  "HDD",
  "IPv4",
  "certified",
  "verified",
  "policy",
  "USD/TFT",
];

function termsTable({ terms }: NodeHistory): string {
  return table(HEAD, terms.map(termsRow));
}

function termsRow(terms: NodeTerms): string[] {
  const { capacity, fromPeriod, untilPeriod, verifiedFrom, verifiedUntil } = terms;
  return [
    `${terms.termsIndex}`,
    periodsText(fromPeriod, untilPeriod),
    `${terms.farmId}`,
    `${capacity.cru}`,
    formatGib(capacity.mruBytes),
    formatGib(capacity.sruBytes),
    formatGib(capacity.hruBytes),
    `${terms.ipv4Count}`,
    terms.isCertified ? "yes" : "no",
    verifiedUntil === 0 ? "no" : periodsText(verifiedFrom, verifiedUntil),
    `${terms.policyId}`,
    (terms.connectionPriceMusd / 1000).toFixed(3),
  ];
}

/** Periods [from, until) as people count them: both ends included. */
function periodsText(from: number, until: number): string {
  if (until <= from) return "none";
  return until === FOREVER ? `from ${from} on` : `${from} to ${until - 1}`;
}
