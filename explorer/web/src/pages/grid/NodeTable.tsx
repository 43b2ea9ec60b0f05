import { Badge } from "@mantine/core";
import { useSearchParams } from "react-router";
import type { NodeQuery } from "../../../../../sdk/indexer/indexer-queries.ts";
import type { Node } from "../../../../indexer/src/api/answers/nodes.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { shortBytes } from "../../format/bytes.ts";
import { ChainText } from "../../shared/ChainText.tsx";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { usePageState } from "../../shared/use-page-state.ts";
import { NodeFilters } from "./NodeFilters.tsx";
import { readNodeFilters } from "./node-filters.ts";
import { NodeStatus } from "../../shared/NodeStatus.tsx";

const COLUMNS: readonly Column<Node>[] = [
  { header: "Node", cell: ({ nodeId }) => <PageLink to={`/nodes/${nodeId}`}>{nodeId}</PageLink>, sortBy: "nodeId" },
  {
    header: "Farm",
    cell: ({ farmId, farmName }) => (
      <PageLink to={`/farms/${farmId}`}>
        <ChainText text={farmName} />
      </PageLink>
    ),
  },
  { header: "Country", cell: ({ country }) => <ChainText text={country} empty="unknown" />, sortBy: "country" },
  { header: "Status", cell: ({ status }) => <NodeStatus status={status} /> },
  { header: "Free cores", cell: ({ capacity }) => capacity.free.cru, sortBy: "freeCru", isNumeric: true },
  bytesColumn("Free memory", "freeMruBytes", ({ capacity }) => capacity.free.mruBytes),
  bytesColumn("Free SSD", "freeSruBytes", ({ capacity }) => capacity.free.sruBytes),
  bytesColumn("Free HDD", "freeHruBytes", ({ capacity }) => capacity.free.hruBytes),
  { header: "Free IPs", cell: ({ freeIps }) => freeIps, isNumeric: true },
  { header: "Kind", cell: (node) => <Kind node={node} /> },
];

/** All nodes, by what a tenant looks for. */
export function NodeTable() {
  const [search] = useSearchParams();
  const state = usePageState();
  const { offset, limit, sort } = state;
  const query: NodeQuery = { ...readNodeFilters(search), offset, limit, ...(sort === undefined ? {} : { sort }) };
  const { data, error } = useIndexer("listNodes", query);
  return (
    <Panel title="Nodes">
      <NodeFilters />
      {error !== null && <ProblemAlert title="The nodes cannot be read" error={error} />}
      <DataTable
        caption="Nodes with what is free on them"
        columns={COLUMNS}
        keyOf={({ nodeId }) => nodeId}
        page={data}
        state={state}
        empty="No node is like that. Ask for less."
      />
    </Panel>
  );
}

function bytesColumn(header: string, sortBy: string, bytesOf: (node: Node) => string): Column<Node> {
  return { header, sortBy, isNumeric: true, cell: (node) => shortBytes(bytesOf(node)) };
}

function Kind({ node: { isCertified, isDedicated, offer } }: Readonly<{ node: Node }>) {
  return (
    <>
      {isCertified && <Badge variant="light">Certified</Badge>}{" "}
      {isDedicated && (
        <Badge variant="light" color="gray">
          Taken as a whole
        </Badge>
      )}
      {!isDedicated && offer.isDedicatedOnly && (
        <Badge variant="light" color="gray">
          As a whole only
        </Badge>
      )}
    </>
  );
}
