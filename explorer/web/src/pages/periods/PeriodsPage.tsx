import type { Period } from "../../../../indexer/src/api/answers/periods.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { shortDate } from "../../format/times.ts";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { PageTitle } from "../../shared/PageTitle.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { usePageState } from "../../shared/use-page-state.ts";
import { PeriodState } from "./PeriodState.tsx";

const COLUMNS: readonly Column<Period>[] = [
  { header: "Month", cell: ({ period }) => <PageLink to={`/periods/${period}`}>{period}</PageLink> },
  { header: "From", cell: ({ startsAt }) => shortDate(startsAt) },
  { header: "To", cell: ({ endsAt }) => shortDate(endsAt) },
  { header: "State", cell: ({ state }) => <PeriodState state={state} /> },
  { header: "Nodes measured", isNumeric: true, cell: ({ nodes }) => nodes },
  { header: "Settled", isNumeric: true, cell: ({ settledNodes }) => settledNodes },
  { header: "Claimed", isNumeric: true, cell: ({ claimedUnits }) => <Tft units={claimedUnits} /> },
];

/** All minting periods, the newest first. */
export function PeriodsPage() {
  const state = usePageState();
  const { data, error } = useIndexer("listPeriods", { offset: state.offset, limit: state.limit });
  return (
    <>
      <PageTitle title="Months">
        A month of minting has 2,630,880 seconds. Its measurements are signed by attestors, reviewed, and then final.
      </PageTitle>
      <Panel title="All months">
        {error !== null && <ProblemAlert title="The months cannot be read" error={error} />}
        <DataTable
          caption="Months"
          columns={COLUMNS}
          keyOf={({ period }) => period}
          page={data}
          state={state}
          empty="No month was measured yet."
        />
      </Panel>
    </>
  );
}
