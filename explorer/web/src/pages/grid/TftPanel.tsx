import { Skeleton, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { TftOfPeriod } from "../../../../indexer/src/api/answers/grid.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { Details } from "../../shared/Details.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { Time } from "../../shared/Time.tsx";
import { wholePage } from "../../shared/whole-page.ts";
import classes from "./TftPanel.module.css";

const TftChart = lazy(() => import("./TftChart.tsx"));

const COLUMNS: readonly Column<TftOfPeriod>[] = [
  { header: "Month", cell: ({ period }) => <PageLink to={`/periods/${period}`}>{period}</PageLink> },
  { header: "Begins", cell: ({ startsAt }) => <Time seconds={startsAt} /> },
  { header: "Minted", cell: ({ mintedUnits }) => <Tft units={mintedUnits} />, isNumeric: true },
  { header: "Paid by tenants", cell: ({ earnedUnits }) => <Tft units={earnedUnits} />, isNumeric: true },
  { header: "Burned", cell: ({ burnedUnits }) => <Tft units={burnedUnits} />, isNumeric: true },
];

/** What happened to TFT, month by month: a picture, and the same as a table. */
export function TftPanel() {
  const { data, error } = useIndexer("listTftByPeriod");
  return (
    <Panel title="TFT by month">
      {error !== null && <ProblemAlert title="The amounts cannot be read" error={error} />}
      <div className={classes["chart"]}>
        {data === undefined && <Skeleton height="100%" />}
        {data?.length === 0 && <Text c="dimmed">Nothing was minted, paid or burned yet.</Text>}
        {data !== undefined && data.length > 0 && (
          <Suspense fallback={<Skeleton height="100%" />}>
            <TftChart periods={data} />
          </Suspense>
        )}
      </div>
      {data !== undefined && data.length > 0 && (
        <Details summary="As a table">
          <DataTable
            caption="TFT minted, paid by tenants to farms, and burned, by month"
            columns={COLUMNS}
            keyOf={({ period }) => period}
            page={wholePage(data.toReversed())}
            empty="Nothing was minted, paid or burned yet."
          />
        </Details>
      )}
    </Panel>
  );
}
