import type { SignerSet } from "../../../../indexer/src/api/answers/policies.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { Address } from "../../shared/Address.tsx";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { Time } from "../../shared/Time.tsx";
import { wholePage } from "../../shared/whole-page.ts";

const PURPOSES: Readonly<Record<string, string>> = {
  Attestors: "measurements and availability",
  Verifiers: "hardware",
  MedianPriceFeed: "the price of TFT",
};

const COLUMNS: readonly Column<SignerSet>[] = [
  { header: "They state", cell: ({ contract }) => PURPOSES[contract] ?? contract },
  { header: "Set", isNumeric: true, cell: ({ version }) => version },
  { header: "Needed", cell: ({ threshold, members }) => `${threshold} of ${members.length}` },
  { header: "From", cell: ({ activeFrom }) => <Time seconds={activeFrom} /> },
  {
    header: "Members",
    cell: ({ members }) => (
      <>
        {members.map((member) => (
          <div key={member}>
            <Address value={member} />
          </div>
        ))}
      </>
    ),
  },
];

/** Who signs what the contracts take as true. */
export function SignerSets() {
  const { data } = useIndexer("listSignerSets");
  return (
    <Panel title="Who states what is true">
      <DataTable
        caption="Sets of signers"
        columns={COLUMNS}
        keyOf={({ contract, version }) => `${contract}-${version}`}
        page={wholePage(data)}
        empty="There are no signers."
      />
    </Panel>
  );
}
