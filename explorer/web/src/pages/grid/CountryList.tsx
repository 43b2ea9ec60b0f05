import type { Country } from "../../../../indexer/src/api/answers/grid.ts";
import { wholeNumber } from "../../format/amounts.ts";
import { ChainText } from "../../shared/ChainText.tsx";
import classes from "./CountriesPanel.module.css";

export interface CountriesProps {
  readonly countries: readonly Country[];
  /** The country that the table is filtered by. */
  readonly chosen: string | undefined;
  readonly onChoose: (country: string | undefined) => void;
}

/** The countries with most nodes first; says in words what the map shows. */
export function CountryList({ countries, chosen, onChoose }: CountriesProps) {
  const sorted = countries.toSorted((one, other) => other.nodes - one.nodes);
  return (
    <ul className={classes["list"]} aria-label="Countries">
      {sorted.map(({ country, nodes, down }) => (
        <li key={country}>
          <button
            type="button"
            className={classes["country"]}
            aria-pressed={country === chosen}
            disabled={country === ""}
            onClick={() => {
              onChoose(country === chosen ? undefined : country);
            }}
          >
            <ChainText text={country} empty="unknown" />
            <span>
              {wholeNumber(nodes)}
              {down > 0 && <span className={classes["down"]}>, {wholeNumber(down)} off</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
