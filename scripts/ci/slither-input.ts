// node scripts/ci/slither-input.ts FOLDER
//
// Writes Hardhat's build information to FOLDER/build-info without the test contracts: Slither's reader knows only
// sources under contracts/ and in packages.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { SolidityBuildInfoOutput } from "hardhat/types/solidity";

const [folder = ""] = process.argv.slice(2);
const target = path.join(folder, "build-info");
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });

for (const file of globSync("artifacts/build-info/*.json")) {
  const text = readFileSync(file, "utf8");
  writeFileSync(path.join(target, path.basename(file)), file.endsWith(".output.json") ? withoutTests(text) : text);
}

function withoutTests(text: string): string {
  const info = JSON.parse(text) as SolidityBuildInfoOutput;
  const { sources, contracts = {} } = info.output;
  return JSON.stringify({ ...info, output: { sources: keepShipped(sources), contracts: keepShipped(contracts) } });
}

function keepShipped<T>(bySource: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(bySource).filter(([source]) => !source.startsWith("project/test/")));
}
