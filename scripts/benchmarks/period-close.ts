/**
 * Times what an attestor prepares at the end of a period: order, encode, tree and chunks, then a proof of 50 nodes.
 * Usage: node scripts/benchmarks/period-close.ts [--nodes N]
 */
import { parseArgs } from "node:util";
import { chunkLeaves } from "../../sdk/rules/chunks.ts";
import { encodeLeaves } from "../../sdk/rules/leaf.ts";
import { buildMeasurementTree, multiProof } from "../../sdk/rules/measurement-tree.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import { orderMeasurements } from "../../sdk/rules/order-measurements.ts";

const NODES_PER_FARM = 50;
const GIB = 2n ** 30n;

// Ascending, because the peak memory of a process never falls: so each line shows its own.
const DEFAULT_SIZES = [1_000, 10_000, 100_000, 1_000_000];

const { values } = parseArgs({ options: { nodes: { type: "string" } } });
const sizes = values.nodes === undefined ? DEFAULT_SIZES : [Number(values.nodes)];

if (sizes.every((size) => Number.isSafeInteger(size) && size > 0)) {
  console.log(row(["nodes", "order s", "encode s", "tree s", "chunks s", "total s", "proof ms", "peak MiB"]));
  for (const size of sizes) console.log(closePeriod(size));
} else {
  console.error("--nodes takes a whole number of nodes, at least 1");
  process.exitCode = 1;
}

function closePeriod(nodeCount: number): string {
  const measurements = Array.from({ length: nodeCount }, (_, i) => sampleMeasurement(nodeCount - i));
  const [ordered, orderSeconds] = timed(() => orderMeasurements(measurements));
  const [leaves, encodeSeconds] = timed(() => encodeLeaves(ordered));
  const [tree, treeSeconds] = timed(() => buildMeasurementTree(leaves));
  const [, chunkSeconds] = timed(() => chunkLeaves(leaves));

  const farm = Array.from({ length: Math.min(NODES_PER_FARM, nodeCount) }, (_, position) => position);
  const [, proofSeconds] = timed(() => multiProof(tree, farm));

  const steps = [orderSeconds, encodeSeconds, treeSeconds, chunkSeconds];
  const total = steps.reduce((sum, seconds) => sum + seconds, 0);
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  return row([
    String(nodeCount),
    ...[...steps, total].map((seconds) => seconds.toFixed(3)),
    (proofSeconds * 1000).toFixed(2),
    peakMiB.toFixed(0),
  ]);
}

function sampleMeasurement(nodeId: number): Measurement {
  return {
    farmId: Math.ceil(nodeId / NODES_PER_FARM),
    nodeId,
    termsIndex: nodeId % 3,
    uptimeSeconds: 2_600_000 + (nodeId % 30_880),
    violation: nodeId % 100 === 0 ? "uptimeTooLow" : "none",
    capacity: { cru: 24, mruBytes: 192n * GIB, sruBytes: 2_000n * GIB, hruBytes: 8_000n * GIB },
    nruBytes: BigInt(nodeId) * GIB,
    ipSeconds: nodeId % 7,
  };
}

function row(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(9)).join(" ");
}

function timed<T>(step: () => T): [result: T, seconds: number] {
  const start = performance.now();
  const result = step();
  return [result, (performance.now() - start) / 1000];
}
