import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useSearchParams } from "react-router";
import type { Farm } from "../../../../indexer/src/api/answers/farms.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { Address } from "../../shared/Address.tsx";
import { ChainText } from "../../shared/ChainText.tsx";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { PageTitle } from "../../shared/PageTitle.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { usePageState, withParameter } from "../../shared/use-page-state.ts";

const COLUMNS: readonly Column<Farm>[] = [
  { header: "Farm", cell: ({ farmId }) => farmId, sortBy: "farmId" },
  {
    header: "Name",
    cell: ({ farmId, name }) => (
      <PageLink to={`/farms/${farmId}`}>
        <ChainText text={name} />
      </PageLink>
    ),
    sortBy: "name",
  },
  { header: "Owner", cell: ({ owner }) => <Address value={owner} /> },
  { header: "Certified", cell: ({ certification }) => (certification === "gold" ? "gold" : "no") },
  { header: "Nodes", cell: ({ nodes }) => nodes, sortBy: "nodes", isNumeric: true },
  { header: "Public IPs", cell: ({ publicIps }) => publicIps, isNumeric: true },
];

/** All farms. */
export function FarmsPage() {
  const [search, setSearch] = useSearchParams();
  const state = usePageState();
  const { offset, limit, sort } = state;
  const text = search.get("text") ?? "";
  const { data, error } = useIndexer("listFarms", {
    offset,
    limit,
    ...(sort === undefined ? {} : { sort }),
    ...(text === "" ? {} : { text }),
  });
  const setText = useDebouncedCallback((value: string) => {
    setSearch((before) => withParameter(before, { text: value, offset: undefined }), { replace: true });
  }, 350);
  return (
    <>
      <PageTitle title="Farms">Who connects nodes to the grid.</PageTitle>
      <Panel
        title="All farms"
        aside={
          <TextInput
            aria-label="Find a farm by its name"
            placeholder="Find by name"
            defaultValue={text}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value);
            }}
          />
        }
      >
        {error !== null && <ProblemAlert title="The farms cannot be read" error={error} />}
        <DataTable
          caption="Farms"
          columns={COLUMNS}
          keyOf={({ farmId }) => farmId}
          page={data}
          state={state}
          empty="No farm has such a name."
        />
      </Panel>
    </>
  );
}
