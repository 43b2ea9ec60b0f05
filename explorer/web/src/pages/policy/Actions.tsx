import type { PrivilegedAction } from "../../../../indexer/src/api/answers/policies.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { wordsOf } from "../../format/words.ts";
import { Address } from "../../shared/Address.tsx";
import { ChainText } from "../../shared/ChainText.tsx";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { Time } from "../../shared/Time.tsx";
import { usePageState } from "../../shared/use-page-state.ts";

const COLUMNS: readonly Column<PrivilegedAction>[] = [
  { header: "When", cell: ({ happened }) => <Time seconds={happened.at} /> },
  { header: "What", cell: ({ contract, event }) => `${contract}: ${wordsOf(event).trim()}` },
  { header: "By", cell: ({ caller }) => (caller === undefined ? "" : <Address value={caller} />) },
  { header: "Values", cell: ({ details }) => <ChainText text={describe(details)} empty="none" /> },
];

/** Everything that was done by those who hold roles. */
export function Actions() {
  const state = usePageState("actions-");
  const { data } = useIndexer("listPrivilegedActions", { offset: state.offset, limit: state.limit });
  return (
    <Panel title="What they did">
      <DataTable
        caption="Privileged actions, the newest first"
        columns={COLUMNS}
        keyOf={({ happened, contract, event, details }) =>
          `${happened.transaction}-${contract}-${event}-${describe(details)}`
        }
        page={data}
        state={state}
        empty="Nothing yet."
      />
    </Panel>
  );
}

function describe(details: Readonly<Record<string, string>>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
