import type { Pricing } from "../../../../indexer/src/api/answers/policies.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { shortUsd, usdPerMonth } from "../../format/amounts.ts";
import { shortDate } from "../../format/times.ts";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { wholePage } from "../../shared/whole-page.ts";

const COLUMNS: readonly Column<Pricing>[] = [
  { header: "Version", cell: ({ version }) => version },
  { header: "A CU", isNumeric: true, cell: ({ prices }) => usdPerMonth(prices.cuRate) },
  { header: "An SU", isNumeric: true, cell: ({ prices }) => usdPerMonth(prices.suRate) },
  { header: "A public IP", isNumeric: true, cell: ({ prices }) => usdPerMonth(prices.ipv4Rate) },
  { header: "A name", isNumeric: true, cell: ({ prices }) => usdPerMonth(prices.nameRate) },
  { header: "A GB of traffic", isNumeric: true, cell: ({ prices }) => shortUsd(prices.trafficUsdPerGb) },
  { header: "A whole node", isNumeric: true, cell: ({ prices }) => `${prices.dedicatedBps / 100} %` },
  { header: "Goes to", cell: splitOf },
  {
    header: "Retired",
    cell: ({ closableAt }) => (closableAt === undefined ? "no" : `ends ${shortDate(closableAt)}`),
  },
];

/** What tenants pay, and who gets it. */
export function Pricings() {
  const { data } = useIndexer("listPricings");
  return (
    <Panel title="What tenants pay for 30 days">
      <DataTable
        caption="Pricing versions"
        columns={COLUMNS}
        keyOf={({ version }) => version}
        page={wholePage(data)}
        empty="There is no pricing yet."
      />
    </Panel>
  );
}

function splitOf({ split }: Pricing): string {
  const { farmBps, foundationBps, stakersBps } = split;
  return `farm ${farmBps / 100} %, foundation ${foundationBps / 100} %, stakers ${stakersBps / 100} %`;
}
