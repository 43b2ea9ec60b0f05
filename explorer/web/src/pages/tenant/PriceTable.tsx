import type { AccountForecast, AccountForecasts, TimedQuote } from "../../../../../sdk/rules/account-forecast.ts";
import { usdPerTftOf } from "../../../../../sdk/rules/price.ts";
import { shortUsd } from "../../format/amounts.ts";
import { shortTime } from "../../format/times.ts";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { Details } from "../../shared/Details.tsx";
import { wholePage } from "../../shared/whole-page.ts";

interface Row extends AccountForecast {
  readonly usdPerTft: bigint;
}

const COLUMNS: readonly Column<Row>[] = [
  { header: "If TFT costs", cell: ({ usdPerTft }) => shortUsd(usdPerTft) },
  { header: "The discount falls", cell: ({ discountFallsAt }) => timeOrNever(discountFallsAt) },
  { header: "Workloads pause", cell: ({ pausesAt }) => timeOrNever(pausesAt) },
  { header: "They end", cell: ({ exhaustsAt }) => timeOrNever(exhaustsAt) },
];

interface PriceTableProps {
  readonly forecasts: AccountForecasts;
  readonly quote: TimedQuote;
}

/** What becomes of an account if TFT gets cheaper: rates are in USD. */
export function PriceTable({ forecasts, quote }: PriceTableProps) {
  const usdPerTft = usdPerTftOf(quote.tftPerUsd);
  const rows: Row[] = [
    { usdPerTft, ...forecasts.atPresentPrice },
    { usdPerTft: (usdPerTft * 8n) / 10n, ...forecasts.at20PercentLess },
    { usdPerTft: usdPerTft / 2n, ...forecasts.atHalfPrice },
  ];
  return (
    <Details summary="If the price of TFT falls">
      <DataTable
        caption="What becomes of the account at three prices of TFT"
        columns={COLUMNS}
        keyOf={(row) => String(row.usdPerTft)}
        page={wholePage(rows)}
        empty=""
      />
    </Details>
  );
}

function timeOrNever(seconds: bigint | undefined): string {
  return seconds === undefined ? "never" : shortTime(Number(seconds));
}
