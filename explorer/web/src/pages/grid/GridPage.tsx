import { PageTitle } from "../../shared/PageTitle.tsx";
import { CountriesPanel } from "./CountriesPanel.tsx";
import { NodeTable } from "./NodeTable.tsx";
import { TftPanel } from "./TftPanel.tsx";
import { Totals } from "./Totals.tsx";
import { Utilisation } from "./Utilisation.tsx";

/** What the whole grid offers and does. */
export function GridPage() {
  return (
    <>
      <PageTitle title="Grid">What independent farmers offer, who uses it, and what they earn.</PageTitle>
      <Totals />
      <CountriesPanel />
      <NodeTable />
      <Utilisation />
      <TftPanel />
    </>
  );
}
