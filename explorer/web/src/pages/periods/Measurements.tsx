import type { Measurement } from "../../../../indexer/src/api/answers/nodes.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { useSiteConfig } from "../../data/use-site-config.ts";
import { shortBytes } from "../../format/bytes.ts";
import { percentOf } from "../../format/permille.ts";
import { wordsOf } from "../../format/words.ts";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { usePageState } from "../../shared/use-page-state.ts";

/** The published leaves of a month. */
export function Measurements({ period }: Readonly<{ period: number }>) {
  const state = usePageState("measurements-");
  const { offset, limit } = state;
  const { data } = useIndexer("listMeasurements", period, { offset, limit });
  const { data: config } = useSiteConfig();
  return (
    <Panel title="What was measured">
      <DataTable
        caption="Measurements of the month"
        columns={columns(config?.book.schedule.lengthSeconds)}
        keyOf={({ batch, attempt, position }) => `${batch}-${attempt}-${position}`}
        page={data}
        state={state}
        empty="Nothing was published yet."
      />
    </Panel>
  );
}

function columns(lengthSeconds: number | undefined): readonly Column<Measurement>[] {
  const uptime = ({ uptimeSeconds }: Measurement) =>
    lengthSeconds === undefined ? "" : percentOf(Math.min(1000, Math.floor((uptimeSeconds * 1000) / lengthSeconds)));
  return [
    { header: "Node", cell: ({ nodeId }) => <PageLink to={`/nodes/${nodeId}`}>{nodeId}</PageLink> },
    { header: "Uptime", isNumeric: true, cell: uptime },
    { header: "Found", cell: ({ violation }) => (violation === "none" ? "nothing wrong" : wordsOf(violation)) },
    { header: "Cores", isNumeric: true, cell: ({ capacity }) => capacity.cru },
    { header: "Memory", isNumeric: true, cell: ({ capacity }) => shortBytes(capacity.mruBytes) },
    { header: "SSD", isNumeric: true, cell: ({ capacity }) => shortBytes(capacity.sruBytes) },
    { header: "HDD", isNumeric: true, cell: ({ capacity }) => shortBytes(capacity.hruBytes) },
    { header: "Public traffic", isNumeric: true, cell: ({ nruBytes }) => shortBytes(nruBytes) },
  ];
}
