import type { Capacity } from "../../sdk/rules/capacity.ts";
import { GIB } from "../../sdk/rules/cloud-units.ts";
import type { Violation } from "../../sdk/rules/measurement.ts";
import { PERIOD_SECONDS } from "../replay/replay-rule.ts";

/*
 * A fleet that nobody runs, so that map and charts have life: the same in every run. Farms and serial numbers say that it is
 * simulated. Its ids are beyond those of the real grid.
 */

const FIRST_ID = 1_000_000;
const TIB = 1024n * GIB;

/** Cities in which farms stand, with how many simulated nodes each has. */
const CITIES: readonly (readonly [
  country: string,
  city: string,
  latitude: number,
  longitude: number,
  nodes: number,
])[] = [
  ["Belgium", "Ghent", 51.05, 3.72, 26],
  ["Belgium", "Antwerp", 51.22, 4.4, 12],
  ["Germany", "Frankfurt", 50.11, 8.68, 18],
  ["Germany", "Munich", 48.14, 11.58, 9],
  ["Austria", "Salzburg", 47.81, 13.05, 14],
  ["Switzerland", "Zurich", 47.37, 8.54, 11],
  ["France", "Lyon", 45.76, 4.84, 8],
  ["Netherlands", "Utrecht", 52.09, 5.12, 10],
  ["Italy", "Bologna", 44.49, 11.34, 9],
  ["Spain", "Valencia", 39.47, -0.38, 7],
  ["Portugal", "Porto", 41.15, -8.61, 5],
  ["United Kingdom", "Bristol", 51.45, -2.59, 8],
  ["Sweden", "Uppsala", 59.86, 17.64, 6],
  ["Finland", "Tampere", 61.5, 23.76, 4],
  ["Poland", "Wroclaw", 51.11, 17.04, 6],
  ["Romania", "Cluj", 46.77, 23.6, 5],
  ["Bulgaria", "Plovdiv", 42.14, 24.75, 4],
  ["Turkey", "Izmir", 38.42, 27.14, 4],
  ["Egypt", "Cairo", 30.04, 31.24, 10],
  ["Tanzania", "Zanzibar", -6.16, 39.2, 14],
  ["Kenya", "Nairobi", -1.29, 36.82, 4],
  ["Nigeria", "Lagos", 6.52, 3.38, 5],
  ["Ghana", "Accra", 5.6, -0.19, 3],
  ["South Africa", "Cape Town", -33.92, 18.42, 6],
  ["United Arab Emirates", "Dubai", 25.2, 55.27, 8],
  ["India", "Pune", 18.52, 73.86, 7],
  ["Singapore", "Singapore", 1.35, 103.82, 5],
  ["Japan", "Osaka", 34.69, 135.5, 4],
  ["Australia", "Brisbane", -27.47, 153.03, 6],
  ["New Zealand", "Wellington", -41.29, 174.78, 3],
  ["United States", "Austin", 30.27, -97.74, 18],
  ["United States", "Portland", 45.52, -122.68, 11],
  ["Canada", "Toronto", 43.65, -79.38, 12],
  ["Mexico", "Puebla", 19.04, -98.21, 4],
  ["Brazil", "Curitiba", -25.43, -49.27, 6],
  ["Argentina", "Rosario", -32.95, -60.66, 3],
];

/** What people put under a desk, into a cupboard and into a rack. */
const MACHINES: readonly Capacity[] = [
  { cru: 4, mruBytes: 16n * GIB, sruBytes: 500n * GIB, hruBytes: 0n },
  { cru: 8, mruBytes: 32n * GIB, sruBytes: TIB, hruBytes: 2n * TIB },
  { cru: 16, mruBytes: 64n * GIB, sruBytes: 2n * TIB, hruBytes: 0n },
  { cru: 24, mruBytes: 128n * GIB, sruBytes: 2n * TIB, hruBytes: 8n * TIB },
  { cru: 56, mruBytes: 256n * GIB, sruBytes: 4n * TIB, hruBytes: 20n * TIB },
];

/** A farm of the fleet. */
export interface SimulatedFarm {
  readonly farmId: number;
  readonly name: string;
}

/** A node of the fleet. */
export interface SimulatedNode {
  readonly nodeId: number;
  readonly farmId: number;
  readonly country: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly serialNumber: string;
  readonly capacity: Capacity;
  readonly isCertified: boolean;
  /** Switched off at the end. */
  readonly isDown: boolean;
}

export interface Fleet {
  readonly farms: readonly SimulatedFarm[];
  readonly nodes: readonly SimulatedNode[];
}

/** What is measured of a simulated node in a period. */
export interface SimulatedMonth {
  readonly uptimeSeconds: number;
  readonly violation: Violation;
  readonly nruBytes: bigint;
}

/** A farm in each city, with its nodes around it. */
export function planFleet(): Fleet {
  const random = randomFrom(62);
  const farms = CITIES.map(([, city], index) => ({
    farmId: FIRST_ID + index,
    name: `simulated-${city.replaceAll(" ", "-")}`,
  }));
  const nodes = CITIES.flatMap(([country, city, latitude, longitude, count], index) =>
    Array.from({ length: count }, () => ({
      farmId: FIRST_ID + index,
      country,
      city,
      latitude: latitude + (random() - 0.5) * 1.2,
      longitude: longitude + (random() - 0.5) * 1.2,
      capacity: chosen(MACHINES, random()),
      isCertified: random() < 0.12,
      isDown: random() < 0.08,
    })),
  );
  return {
    farms,
    nodes: nodes.map((node, index) => ({
      ...node,
      nodeId: FIRST_ID + index,
      serialNumber: `SIMULATED-${String(index + 1).padStart(4, "0")}`,
    })),
  };
}

/** Most nodes run all month, some not enough, and a few break a rule. */
export function simulatedMonth({ nodeId }: SimulatedNode, period: number): SimulatedMonth {
  const random = randomFrom(nodeId * 1000 + period);
  const [luck, lost, traffic] = [random(), random(), random()];
  const nruBytes = BigInt(Math.floor(traffic * 400)) * GIB;
  if (luck < 0.02) return { uptimeSeconds: PERIOD_SECONDS, violation: "uptimeTooHigh", nruBytes };
  const up = luck < 0.8 ? 1 - lost * 0.01 : luck < 0.95 ? 1 - lost * 0.2 : lost * 0.6;
  return { uptimeSeconds: Math.floor(PERIOD_SECONDS * up), violation: "none", nruBytes };
}

/** Numbers from 0 up to 1, the same for the same seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of some things, by a number from 0 up to 1. */
export function chosen<Thing>(things: readonly Thing[], number: number): Thing {
  const thing = things[Math.floor(number * things.length)];
  if (thing === undefined) throw new RangeError("There is nothing to choose from.");
  return thing;
}
