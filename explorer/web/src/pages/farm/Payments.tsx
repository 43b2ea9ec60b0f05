import { Anchor } from "@mantine/core";
import type { Payment } from "../../../../indexer/src/api/answers/farms.ts";
import { indexer } from "../../data/indexer.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { Address } from "../../shared/Address.tsx";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { Time } from "../../shared/Time.tsx";
import { usePageState } from "../../shared/use-page-state.ts";

const COLUMNS: readonly Column<Payment>[] = [
  { header: "When", cell: ({ paid }) => <Time seconds={paid.at} /> },
  { header: "For", cell: ({ kind }) => (kind === "reward" ? "connecting nodes" : "reservations") },
  { header: "To", cell: ({ payout }) => <Address value={payout} /> },
  { header: "Transaction", cell: ({ paid }) => <Address value={paid.transaction} /> },
  { header: "Received", isNumeric: true, cell: ({ tftUnits }) => <Tft units={tftUnits} /> },
];

/** TFT that reached the farm's payout address. */
export function Payments({ farmId }: Readonly<{ farmId: number }>) {
  const state = usePageState("payments-");
  const { offset, limit } = state;
  const { data } = useIndexer("listPayments", farmId, { offset, limit });
  return (
    <Panel
      title="TFT received"
      aside={
        <Anchor href={indexer.files.paymentsOfFarm(farmId)} download size="sm">
          Save as CSV
        </Anchor>
      }
    >
      <DataTable
        caption="Payments to the farm"
        columns={COLUMNS}
        keyOf={({ paid, kind, tftUnits }) => `${paid.transaction}-${kind}-${tftUnits}`}
        page={data}
        state={state}
        empty="It has received nothing yet."
      />
    </Panel>
  );
}
