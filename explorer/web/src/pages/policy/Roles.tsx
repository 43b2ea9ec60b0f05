import { Text } from "@mantine/core";
import { formatDuration } from "../../../../../sdk/network/format-time.ts";
import type { Role } from "../../../../indexer/src/api/answers/policies.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { wordsOf } from "../../format/words.ts";
import { Address } from "../../shared/Address.tsx";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { wholePage } from "../../shared/whole-page.ts";

const COLUMNS: readonly Column<Role>[] = [
  { header: "Role", cell: ({ name }) => wordsOf(name) },
  { header: "What it does", cell: ({ purpose }) => purpose },
  { header: "Held by", cell: ({ holders }) => <Holders holders={holders} /> },
];

/** Who may do what that others may not. */
export function Roles() {
  const { data } = useIndexer("listRoles");
  return (
    <Panel title="Who may do what">
      <Text size="sm" c="dimmed" mb="sm">
        No role can move deposits or credits, stop a claim, or change terms that hold.
      </Text>
      <DataTable
        caption="Roles and who holds them"
        columns={COLUMNS}
        keyOf={({ roleId }) => roleId}
        page={wholePage(data)}
        empty="There are no roles."
      />
    </Panel>
  );
}

function Holders({ holders }: Pick<Role, "holders">) {
  if (holders.length === 0) return "nobody";
  return (
    <>
      {holders.map(({ account, executionDelaySeconds }) => (
        <div key={account}>
          <Address value={account} />{" "}
          {executionDelaySeconds > 0 && `acts after ${formatDuration(executionDelaySeconds)}`}
        </div>
      ))}
    </>
  );
}
