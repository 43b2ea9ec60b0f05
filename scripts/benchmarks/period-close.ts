/**
 * Times what an attestor prepares at the end of a period: order, encode, tree and chunks, then a proof of 50 nodes. Bytes
 * and gas are what publishing the leaves takes, with the gas of a full chunk from docs/gas.md.
 * Usage: node scripts/benchmarks/period-close.ts [--nodes N]
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chunkLeaves, LEAVES_PER_CHUNK } from "../../sdk/rules/chunks.ts";
import { encodeLeaves } from "../../sdk/rules/leaf.ts";
import { buildMeasurementTree, multiProof } from "../../sdk/rules/measurement-tree.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import { orderMeasurements } from "../../sdk/rules/order-measurements.ts";

const NODES_PER_FARM = 50;
const GIB = 2n ** 30n;

// Ascending, because the peak memory of a process never falls: so each line shows its own.
const DEFAULT_SIZES = [1_000, 10_000, 100_000, 1_000_000];

const GAS_PAGE = new URL("../../docs/gas.md", import.meta.url);

const { values } = parseArgs({ options: { nodes: { type: "string" } } });
const sizes = values.nodes === undefined ? DEFAULT_SIZES : [Number(values.nodes)];

if (sizes.every((size) => Number.isSafeInteger(size) && size > 0)) {
  console.log(
    row([
      "nodes",
      "order s",
      "encode s",
      "tree s",
      "chunks s",
      "total s",
      "CPU s",
      "proof ms",
      "peak MiB",
      "MB",
      "Mgas",
    ]),
  );
  for (const size of sizes) console.log(closePeriod(size));
} else {
  console.error("--nodes takes a whole number of nodes, at least 1");
  process.exitCode = 1;
}

function closePeriod(nodeCount: number): string {
  const measurements = Array.from({ length: nodeCount }, (_, i) => sampleMeasurement(nodeCount - i));
  const cpu = process.cpuUsage();
  const [ordered, orderSeconds] = timed(() => orderMeasurements(measurements));
  const [leaves, encodeSeconds] = timed(() => encodeLeaves(ordered));
  const [tree, treeSeconds] = timed(() => buildMeasurementTree(leaves));
  const [, chunkSeconds] = timed(() => chunkLeaves(leaves));
  const { user, system } = process.cpuUsage(cpu);

  const farm = Array.from({ length: Math.min(NODES_PER_FARM, nodeCount) }, (_, position) => position);
  const [, proofSeconds] = timed(() => multiProof(tree, farm));

  const steps = [orderSeconds, encodeSeconds, treeSeconds, chunkSeconds];
  const total = steps.reduce((sum, seconds) => sum + seconds, 0);
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  return row([
    String(nodeCount),
    ...[...steps, total, (user + system) / 1e6].map((seconds) => seconds.toFixed(3)),
    (proofSeconds * 1000).toFixed(2),
    peakMiB.toFixed(0),
    (leaves.length / 1e6).toFixed(2),
    ((chunkGas() * nodeCount) / LEAVES_PER_CHUNK / 1e6).toFixed(1),
  ]);
}

/** Gas of publishing a full chunk, as measured on a chain. */
function chunkGas(): number {
  const measured = /^\| publish 1,024 leaves +\| +([\d,]+) \|/m.exec(readFileSync(GAS_PAGE, "utf8"))?.[1];
  if (measured === undefined) throw new Error("docs/gas.md does not tell the gas of publishing 1,024 leaves.");
  return Number(measured.replaceAll(",", ""));
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
