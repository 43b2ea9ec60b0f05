// node scripts/benchmarks/gas.ts [--check]
//
// Measures every operation on a chain of its own and writes docs/gas.md. With --check it writes nothing and fails when
// the committed table is stale or a budget is exceeded.
import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { measureEscrow } from "./gas/escrow.ts";
import { measureFarming } from "./gas/farming.ts";
import { measureReservations } from "./gas/reservations.ts";
import { measureOn } from "./gas/measured.ts";
import type { Measure, Operation } from "./gas/measured.ts";
import { startStage } from "./gas/stage.ts";
import type { Stage } from "./gas/stage.ts";
import { gasTable } from "./gas/table.ts";

const FILE = new URL("../../docs/gas.md", import.meta.url);

const operations = [
  ...(await onStage(measureFarming)),
  ...(await onStage(measureEscrow)),
  ...(await onStage(measureReservations)),
];

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

/** Each half has a chain of its own, so that what one measures does not depend on the other. */
async function onStage(measureAll: (stage: Stage, measure: Measure) => Promise<Operation[]>): Promise<Operation[]> {
  const stage = await startStage();
  const measured = await measureAll(stage, measureOn(stage));
  await stage.close();
  return measured;
}
