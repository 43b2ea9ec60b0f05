import type { Totals as Answer } from "../../../../indexer/src/api/answers/grid.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { wholeNumber } from "../../format/amounts.ts";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { Stat, Stats } from "../../shared/Stat.tsx";
import { Tft } from "../../shared/Tft.tsx";

/** The grid in a row of numbers. */
export function Totals() {
  const { data, error } = useIndexer("readTotals");
  if (data !== undefined) return <TotalsOf {...data} />;
  if (error !== null) return <ProblemAlert title="The totals cannot be read" error={error} />;
  return (
    <Stats>
      {["Nodes", "Farms", "Reservations", "Supply", "Farmers claimed"].map((label) => (
        <Stat key={label} label={label} value={undefined} note=" " />
      ))}
    </Stats>
  );
}

function TotalsOf({ nodes, farms, countries, reservations, tft }: Answer) {
  const open = reservations.active + reservations.paused + reservations.pending;
  return (
    <Stats>
      <Stat
        label="Nodes"
        value={wholeNumber(nodes.registered - nodes.removed)}
        note={`${wholeNumber(nodes.down)} switched off, ${wholeNumber(nodes.certified)} certified`}
      />
      <Stat
        label="Farms"
        value={wholeNumber(farms)}
        note={`in ${countries} ${countries === 1 ? "country" : "countries"}`}
      />
      <Stat
        label="Reservations"
        value={wholeNumber(open)}
        note={`${wholeNumber(reservations.active)} active, ${wholeNumber(reservations.closed)} closed`}
      />
      <Stat
        label="Supply"
        value={<Tft units={tft.supplyUnits} />}
        note={
          <>
            <Tft units={tft.burnedUnits} /> burned
          </>
        }
      />
      <Stat
        label="Farmers claimed"
        value={<Tft units={tft.claimedUnits} />}
        note={
          <>
            and earned <Tft units={tft.earnedUnits} /> from tenants
          </>
        }
      />
    </Stats>
  );
}
