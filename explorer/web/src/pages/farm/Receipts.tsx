import { Anchor } from "@mantine/core";
import type { Receipt } from "../../../../indexer/src/api/answers/farms.ts";
import { indexer } from "../../data/indexer.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { outcomeInWords } from "../../format/words.ts";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { Time } from "../../shared/Time.tsx";
import { usePageState } from "../../shared/use-page-state.ts";

const COLUMNS: readonly Column<Receipt>[] = [
  { header: "Month", cell: ({ period }) => <PageLink to={`/periods/${period}`}>{period}</PageLink> },
  { header: "Node", cell: ({ nodeId }) => <PageLink to={`/nodes/${nodeId}`}>{nodeId}</PageLink> },
  { header: "Settled", cell: ({ settled }) => <Time seconds={settled.at} /> },
  { header: "Why", cell: ({ outcome }) => outcomeInWords(outcome) },
  { header: "Reward", isNumeric: true, cell: ({ tftUnits }) => <Tft units={tftUnits} /> },
];

/** What the farm's nodes earned, month by month. */
export function Receipts({ farmId }: Readonly<{ farmId: number }>) {
  const state = usePageState("receipts-");
  const { offset, limit } = state;
  const { data } = useIndexer("listReceipts", { farm: farmId, offset, limit });
  return (
    <Panel
      title="Rewards that were settled"
      aside={
        <Anchor href={indexer.files.receiptsOfFarm(farmId)} download size="sm">
          Save as CSV
        </Anchor>
      }
    >
      <DataTable
        caption="Receipts of the farm"
        columns={COLUMNS}
        keyOf={({ period, batch, position }) => `${period}-${batch}-${position}`}
        page={data}
        state={state}
        empty="Nothing was claimed yet."
      />
    </Panel>
  );
}
