import { FOREVER } from "../../../../../sdk/farming/policy-structs.ts";
import type { Terms } from "../../../../indexer/src/api/answers/nodes.ts";
import { shortBytes } from "../../format/bytes.ts";
import { usdOfMusd } from "../../format/cloud-units.ts";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { wholePage } from "../../shared/whole-page.ts";

const COLUMNS: readonly Column<Terms>[] = [
  { header: "Months", cell: ({ fromPeriod, untilPeriod }) => spanOf(fromPeriod, untilPeriod) },
  { header: "Farm", cell: ({ farmId }) => <PageLink to={`/farms/${farmId}`}>{farmId}</PageLink> },
  { header: "Policy", cell: ({ policyId }) => <PageLink to="/policy">{policyId}</PageLink> },
  { header: "TFT priced at", isNumeric: true, cell: ({ connectionPriceMusd }) => usdOfMusd(connectionPriceMusd) },
  { header: "Cores", isNumeric: true, cell: ({ capacity }) => capacity.cru },
  { header: "Memory", isNumeric: true, cell: ({ capacity }) => shortBytes(capacity.mruBytes) },
  { header: "SSD", isNumeric: true, cell: ({ capacity }) => shortBytes(capacity.sruBytes) },
  { header: "HDD", isNumeric: true, cell: ({ capacity }) => shortBytes(capacity.hruBytes) },
  { header: "Public IPs", isNumeric: true, cell: ({ ipv4Count }) => ipv4Count },
  { header: "Certified", cell: ({ isCertified }) => (isCertified ? "yes" : "no") },
  { header: "Verified for", cell: ({ verifiedFrom, verifiedUntil }) => verifiedSpan(verifiedFrom, verifiedUntil) },
];

/** On what conditions the node earned and earns. */
export function TermsPanel({ terms }: Readonly<{ terms: readonly Terms[] }>) {
  return (
    <Panel title="Terms">
      <DataTable
        caption="Terms of the node, in the order in which they were opened"
        columns={COLUMNS}
        keyOf={({ termsIndex }) => termsIndex}
        page={wholePage(terms)}
        empty="It has no terms."
      />
    </Panel>
  );
}

function spanOf(from: number, until: number): string {
  if (until === FOREVER) return `from ${from} on`;
  if (until <= from) return "none";
  return until === from + 1 ? String(from) : `${from} to ${until - 1}`;
}

function verifiedSpan(from: number, until: number): string {
  return until === 0 || until <= from ? "no month" : spanOf(from, until);
}
