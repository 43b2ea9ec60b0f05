import { geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json";

export const MAP_WIDTH = 900;
export const MAP_HEIGHT = 420;

const ANTARCTICA = "010";

/** A country as it is drawn. */
export interface Outline {
  readonly key: string;
  /** ISO 3166; undefined for what has none. */
  readonly number: string | undefined;
  /** For the `d` of an SVG path. */
  readonly path: string;
  /** About its middle, where its nodes are shown. */
  readonly middle: readonly [x: number, y: number];
}

type Land = Polygon | MultiPolygon;

const topology = atlas as unknown as Topology<{ countries: GeometryCollection }>;
const lands = feature(topology, topology.objects.countries).features.filter(
  ({ id }) => id !== ANTARCTICA,
) as readonly Feature<Land>[];
const world: FeatureCollection<Land> = { type: "FeatureCollection", features: [...lands] };
const projection = geoEqualEarth().fitSize([MAP_WIDTH, MAP_HEIGHT], world);
const draw = geoPath(projection).digits(1);

export const OUTLINES: readonly Outline[] = lands.map((land, index) => ({
  key: String(index),
  number: land.id === undefined ? undefined : String(land.id),
  path: draw(land) ?? "",
  middle: projection(geoCentroid(largestPart(land))) ?? [0, 0],
}));

/** The middle of France is not somewhere between Paris and Guiana. */
function largestPart({ geometry }: Feature<Land>): Land {
  if (geometry.type === "Polygon") return geometry;
  const parts = geometry.coordinates.map((coordinates): Polygon => ({ type: "Polygon", coordinates }));
  const sizes = parts.map((part) => draw.area(part));
  return parts[sizes.indexOf(Math.max(...sizes))] ?? geometry;
}
