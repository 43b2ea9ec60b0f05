// node scripts/benchmarks/flat-costs.ts [--check]
//
// Measures what a deposit and a settlement cost, however many streams an account has and however long nobody called, and draws
// docs/flat-costs.svg. With --check it writes nothing and fails when the committed chart is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { flatCostsChart } from "./flat-costs/chart.ts";
import { measureFlatCosts } from "./flat-costs/measure.ts";

const FILE = new URL("../../docs/flat-costs.svg", import.meta.url);

const chart = flatCostsChart(await measureFlatCosts());
if (!process.argv.includes("--check")) {
  writeFileSync(FILE, chart);
} else if (chart !== readFileSync(FILE, "utf8")) {
  console.error("docs/flat-costs.svg is stale: run npm run flat-costs and commit it.");
  process.exitCode = 1;
}
