import type { AccountEntry } from "../../../../indexer/src/api/answers/accounts.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { wordsOf } from "../../format/words.ts";
import { Address } from "../../shared/Address.tsx";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { Details } from "../../shared/Details.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { Time } from "../../shared/Time.tsx";
import { usePageState } from "../../shared/use-page-state.ts";

const COLUMNS: readonly Column<AccountEntry>[] = [
  { header: "When", cell: ({ happened }) => <Time seconds={happened.at} /> },
  { header: "What", cell: ({ kind }) => wordsOf(kind) },
  { header: "With", cell: ({ counterparty }) => counterparty !== undefined && <Address value={counterparty} /> },
  { header: "Amount", isNumeric: true, cell: ({ tftUnits }) => tftUnits !== undefined && <Tft units={tftUnits} /> },
];

/** What came into an account and went out of it, besides what is charged by the second. */
export function Entries({ accountId }: Readonly<{ accountId: number }>) {
  const state = usePageState(`entries${accountId}-`);
  const { offset, limit } = state;
  const { data } = useIndexer("listEntries", accountId, { offset, limit });
  return (
    <Details summary="Payments in and out">
      <DataTable
        caption={`Payments into account ${accountId} and out of it`}
        columns={COLUMNS}
        keyOf={({ happened, kind }) => `${happened.transaction}-${kind}`}
        page={data}
        state={state}
        empty="There are none."
      />
    </Details>
  );
}
