import { groupBy } from "../../../../../sdk/group-by.ts";
import type { Country } from "../../../../indexer/src/api/answers/grid.ts";
import { wholeNumber } from "../../format/amounts.ts";
import classes from "./CountriesPanel.module.css";
import type { CountriesProps } from "./CountryList.tsx";
import { countryName, countryNumber } from "./country-codes.ts";
import { MAP_HEIGHT, MAP_WIDTH, OUTLINES } from "./outlines.ts";

/** Radius of the circle of the country with most nodes, and of the smallest, in the map's units. */
const LARGEST = 22;
const SMALLEST = 4.5;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  /** Nodes may write one country in several ways. */
  readonly spellings: readonly string[];
  readonly nodes: number;
  readonly down: number;
}

/** Outlines of all countries, with a circle where nodes are; its area is their number. The list beside it says the same. */
export default function WorldMap({ countries, chosen, onChoose }: CountriesProps) {
  const byNumber = groupBy(countries, ({ country }) => countryNumber(country));
  const places = OUTLINES.flatMap(({ number, middle }) => {
    const here = number === undefined ? undefined : byNumber.get(number);
    return here === undefined || number === undefined ? [] : [placeOf(number, middle, here)];
  }).toSorted((one, other) => other.nodes - one.nodes);
  const most = places[0]?.nodes ?? 1;
  const shown = places.reduce((sum, { nodes }) => sum + nodes, 0);
  const all = countries.reduce((sum, { nodes }) => sum + nodes, 0);
  return (
    <figure className={classes["figure"]}>
      <svg
        viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`}
        role="img"
        aria-label={`Map of the world with ${wholeNumber(shown)} nodes in ${places.length} countries`}
        className={classes["world"]}
      >
        {OUTLINES.map(({ key, path, number }) => (
          <path key={key} d={path} data-has-nodes={number !== undefined && byNumber.has(number)} />
        ))}
        {places.map((place) => (
          <Circle
            key={place.name}
            place={place}
            radius={Math.max(SMALLEST, LARGEST * Math.sqrt(place.nodes / most))}
            isChosen={chosen !== undefined && place.spellings.includes(chosen)}
            onChoose={onChoose}
          />
        ))}
      </svg>
      <figcaption className={classes["caption"]}>
        <span className={classes["key"]}>On</span>
        <span className={classes["keyDown"]}>Off</span>
        {all > shown && <span>{wholeNumber(all - shown)} nodes are in places that the map does not show.</span>}
      </figcaption>
    </figure>
  );
}

function placeOf(number: string, [x, y]: readonly [number, number], here: readonly Country[]): Place {
  return {
    x,
    y,
    name: countryName(number) ?? number,
    spellings: here.map(({ country }) => country),
    nodes: here.reduce((sum, { nodes }) => sum + nodes, 0),
    down: here.reduce((sum, { down }) => sum + down, 0),
  };
}

interface CircleProps extends Pick<CountriesProps, "onChoose"> {
  readonly place: Place;
  readonly radius: number;
  readonly isChosen: boolean;
}

/** The part of its rim that is grey are the nodes that are off. */
function Circle({ place: { x, y, name, nodes, down, spellings }, radius, isChosen, onChoose }: CircleProps) {
  const rim = 2 * Math.PI * radius;
  return (
    <g
      className={classes["place"]}
      data-chosen={isChosen}
      onClick={() => {
        onChoose(isChosen ? undefined : spellings[0]);
      }}
    >
      <title>{`${name}: ${wholeNumber(nodes)} nodes, ${wholeNumber(down)} off`}</title>
      <circle cx={x} cy={y} r={radius} className={classes["disc"]} />
      <circle
        cx={x}
        cy={y}
        r={radius}
        className={classes["off"]}
        strokeDasharray={`${(rim * down) / Math.max(1, nodes)} ${rim}`}
        transform={`rotate(-90 ${x} ${y})`}
      />
    </g>
  );
}
