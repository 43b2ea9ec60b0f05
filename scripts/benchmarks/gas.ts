// node scripts/benchmarks/gas.ts [--check]
//
// Measures every operation on a chain of its own and writes docs/gas.md. With --check it writes nothing and fails when
// the committed table is stale or a budget is exceeded.
import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { measureOperations } from "./gas/operations.ts";
import { startStage } from "./gas/stage.ts";
import { gasTable } from "./gas/table.ts";

const FILE = new URL("../../docs/gas.md", import.meta.url);

const stage = await startStage();
const operations = await measureOperations(stage);
await stage.close();

const document = await format(gasTable(operations), { ...(await resolveConfig(FILE)), parser: "markdown" });
for (const { name, gas, budget } of operations) {
  if (budget === undefined || gas <= budget) continue;
  console.error(`Over budget: "${name}" costs ${gas} gas, ${gas - budget} more than it may.`);
  process.exitCode = 1;
}
if (!process.argv.includes("--check")) {
  writeFileSync(FILE, document);
  console.log(document);
} else if (document !== readFileSync(FILE, "utf8")) {
  console.error("docs/gas.md is stale: run npm run gas and commit it.");
  process.exitCode = 1;
}
