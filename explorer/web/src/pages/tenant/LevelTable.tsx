import type { TimedQuote } from "../../../../../sdk/rules/account-forecast.ts";
import type { QuotedLevel } from "../../../../../sdk/rules/quote.ts";
import { unitsUp } from "../../../../../sdk/rules/quote.ts";
import { usdPerMonth } from "../../format/amounts.ts";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { Details } from "../../shared/Details.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { wholePage } from "../../shared/whole-page.ts";

const MONTH = 2_592_000n;

/** What is paid at every discount, and what deposit reaches it. */
export function LevelTable({ levels, quote }: Readonly<{ levels: readonly QuotedLevel[]; quote: TimedQuote }>) {
  const columns: readonly Column<QuotedLevel>[] = [
    { header: "Discount", cell: ({ discountBps }) => (discountBps === 0 ? "none" : `${discountBps / 100} %`) },
    { header: "From a deposit of", isNumeric: true, cell: ({ depositUnits }) => <Tft units={depositUnits} /> },
    { header: "30 days", isNumeric: true, cell: ({ usdPerSecond }) => usdPerMonth(usdPerSecond) },
    {
      header: "At today's price",
      isNumeric: true,
      cell: ({ usdPerSecond }) => <Tft units={unitsUp(usdPerSecond, MONTH, quote)} />,
    },
  ];
  return (
    <Details summary="Discounts for what is paid ahead">
      <DataTable
        caption="Price at each discount"
        columns={columns}
        keyOf={({ discountBps }) => discountBps}
        page={wholePage(levels)}
        empty=""
      />
    </Details>
  );
}
