import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import type { TftOfPeriod } from "../../../../indexer/src/api/answers/grid.ts";

const SERIES = [
  { name: "minted", label: "Minted", color: "var(--chart-1)" },
  { name: "paid", label: "Paid by tenants", color: "var(--chart-2)" },
  { name: "burned", label: "Burned", color: "var(--chart-3)" },
];

const HALF_A_MONTH = 15 * 86_400;

const monthName = new Intl.DateTimeFormat("en-GB", { month: "short", year: "2-digit", timeZone: "UTC" });
const amount = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** Bars of TFT for each period. The table below it says the same. */
export default function TftChart({ periods }: Readonly<{ periods: readonly TftOfPeriod[] }>) {
  return (
    <div role="img" aria-label="Bars of TFT minted, paid by tenants and burned by month">
      <BarChart
        h={272}
        data={periods.map(barsOf)}
        dataKey="month"
        series={SERIES}
        withLegend
        legendProps={{ verticalAlign: "top", align: "left", height: 40, itemSorter: null }}
        valueFormatter={(tft) => amount.format(tft)}
        yAxisProps={{ width: 56 }}
        barProps={{ isAnimationActive: false, radius: [3, 3, 0, 0] }}
        barChartProps={{ accessibilityLayer: false }}
        maxBarWidth={36}
      />
    </div>
  );
}

/** Periods are named after the month that most of them lies in. */
function barsOf({ startsAt, mintedUnits, earnedUnits, burnedUnits }: TftOfPeriod) {
  return {
    month: monthName.format((startsAt + HALF_A_MONTH) * 1000),
    minted: Number(mintedUnits) / 1e7,
    paid: Number(earnedUnits) / 1e7,
    burned: Number(burnedUnits) / 1e7,
  };
}
