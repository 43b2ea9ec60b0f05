import type { Node } from "../../../indexer/src/api/answers/nodes.ts";
import { useIndexer } from "../data/use-indexer.ts";
import { shortBytes } from "../format/bytes.ts";
import { ChainText } from "./ChainText.tsx";
import type { Column } from "./DataTable.tsx";
import { DataTable } from "./DataTable.tsx";
import { NodeStatus } from "./NodeStatus.tsx";
import { PageLink } from "./PageLink.tsx";
import { Panel } from "./Panel.tsx";
import { usePageState } from "./use-page-state.ts";

const COLUMNS: readonly Column<Node>[] = [
  { header: "Node", cell: ({ nodeId }) => <PageLink to={`/nodes/${nodeId}`}>{nodeId}</PageLink>, sortBy: "nodeId" },
  { header: "Status", cell: ({ status }) => <NodeStatus status={status} /> },
  { header: "City", cell: ({ city }) => <ChainText text={city} empty="unknown" /> },
  { header: "Cores", isNumeric: true, cell: ({ capacity }) => capacity.offered.cru },
  { header: "Memory", isNumeric: true, cell: ({ capacity }) => shortBytes(capacity.offered.mruBytes) },
  { header: "SSD", isNumeric: true, cell: ({ capacity }) => shortBytes(capacity.offered.sruBytes) },
  { header: "HDD", isNumeric: true, cell: ({ capacity }) => shortBytes(capacity.offered.hruBytes) },
  { header: "Cores reserved", isNumeric: true, cell: ({ capacity }) => capacity.reserved.cru },
];

/** The nodes of a farm. */
export function NodeList({ farmId }: Readonly<{ farmId: number }>) {
  const state = usePageState("nodes-");
  const { offset, limit, sort } = state;
  const query = { farm: farmId, offset, limit, ...(sort === undefined ? {} : { sort }) };
  const { data } = useIndexer("listNodes", query);
  return (
    <Panel title="Nodes">
      <DataTable
        caption="Nodes of the farm"
        columns={COLUMNS}
        keyOf={({ nodeId }) => nodeId}
        page={data}
        state={state}
        empty="It has no nodes."
      />
    </Panel>
  );
}
