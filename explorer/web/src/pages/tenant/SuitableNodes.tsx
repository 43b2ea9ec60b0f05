import { Radio } from "@mantine/core";
import type { TimedQuote } from "../../../../../sdk/rules/account-forecast.ts";
import { unitsUp } from "../../../../../sdk/rules/quote.ts";
import { usdPerMonth } from "../../format/amounts.ts";
import { shortBytes } from "../../format/bytes.ts";
import { ChainText } from "../../shared/ChainText.tsx";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { usePageState } from "../../shared/use-page-state.ts";
import type { Suitable } from "./wish.ts";

const MONTH = 2_592_000n;

/** So many are shown at once. */
const SHOWN = 8;

interface SuitableNodesProps {
  /** Undefined while they are being looked for. */
  readonly found: readonly Suitable[] | undefined;
  readonly chosenId: number | undefined;
  readonly quote: TimedQuote;
  readonly onChoose: (nodeId: number) => void;
}

/** The nodes that have what is wanted, with what it costs there. */
export function SuitableNodes({ found, chosenId, quote, onChoose }: SuitableNodesProps) {
  const { offset, ...state } = usePageState("suitable-");
  const start = found === undefined || offset < found.length ? offset : 0;
  const columns: Column<Suitable>[] = [
    {
      header: "Choose",
      cell: ({ node }) => (
        <Radio
          name="suitable-node"
          aria-label={`Node ${node.nodeId}`}
          checked={node.nodeId === chosenId}
          onChange={() => {
            onChoose(node.nodeId);
          }}
        />
      ),
    },
    { header: "Node", cell: ({ node }) => <PageLink to={`/nodes/${node.nodeId}`}>{node.nodeId}</PageLink> },
    { header: "Farm", cell: ({ node }) => <ChainText text={node.farmName} /> },
    { header: "Country", cell: ({ node }) => <ChainText text={node.country} empty="unknown" /> },
    { header: "Certified", cell: ({ node }) => (node.isCertified ? "yes" : "no") },
    { header: "Cores free", isNumeric: true, cell: ({ node }) => node.capacity.free.cru },
    { header: "Memory free", isNumeric: true, cell: ({ node }) => shortBytes(node.capacity.free.mruBytes) },
    { header: "30 days", isNumeric: true, cell: ({ usdPerSecond }) => usdPerMonth(usdPerSecond) },
    {
      header: "At today's price",
      isNumeric: true,
      cell: ({ usdPerSecond }) => <Tft units={unitsUp(usdPerSecond, MONTH, quote)} />,
    },
  ];
  const page = found && { items: found.slice(start, start + SHOWN), total: found.length, offset: start, limit: SHOWN };
  return (
    <DataTable
      caption="Nodes that have what is wanted, the cheapest first"
      columns={columns}
      keyOf={({ node }) => node.nodeId}
      page={page}
      state={{ ...state, offset: start, limit: SHOWN }}
      empty="No node has that free now. Ask for less, for another country, or without certification."
    />
  );
}
