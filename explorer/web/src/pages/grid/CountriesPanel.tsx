import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useSearchParams } from "react-router";
import { useIndexer } from "../../data/use-indexer.ts";
import { Panel } from "../../shared/Panel.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { withParameter } from "../../shared/use-page-state.ts";
import classes from "./CountriesPanel.module.css";
import { CountryList } from "./CountryList.tsx";

const WorldMap = lazy(() => import("./WorldMap.tsx"));

/** Where the nodes are. Choosing a country filters the table of nodes. */
export function CountriesPanel() {
  const { data, error } = useIndexer("listCountries");
  const [search, setSearch] = useSearchParams();
  const chosen = search.get("country") ?? undefined;
  const choose = (country: string | undefined) => {
    setSearch((before) => withParameter(before, { country, offset: undefined }), {
      replace: true,
      preventScrollReset: true,
    });
  };
  return (
    <Panel title="Nodes by country">
      {error !== null && <ProblemAlert title="The countries cannot be read" error={error} />}
      <div className={classes["columns"]}>
        <div className={classes["map"]}>
          {data === undefined ? (
            <Skeleton height="100%" />
          ) : (
            <Suspense fallback={<Skeleton height="100%" />}>
              <WorldMap countries={data} chosen={chosen} onChoose={choose} />
            </Suspense>
          )}
        </div>
        {data === undefined ? (
          <Skeleton height="100%" mih={220} />
        ) : (
          <CountryList countries={data} chosen={chosen} onChoose={choose} />
        )}
      </div>
    </Panel>
  );
}
