// Fails unless the tests execute every line and statement of contracts/, and lists what they do not.
// The instrumented contracts are built in a copy of the tree, so that artifacts and bindings here stay the real ones.
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

const NOT_COPIED = new Set([".git", "artifacts", "cache", "coverage", "dist", "node_modules"]);
const TABLE_ROW = /^║ (contracts\/\S+) +│ ([\d.]+) +│ ([\d.]+) +│/gm;

const root = process.cwd();
const copy = await mkdtemp(path.join(tmpdir(), "coverage-"));
try {
  await cp(root, copy, { recursive: true, filter: (source) => !NOT_COPIED.has(path.relative(root, source)) });
  await symlink(path.join(root, "node_modules"), path.join(copy, "node_modules"));
  await report(await runTests());
} finally {
  await rm(copy, { recursive: true, force: true });
}

function runTests(): Promise<{ output: string; exitCode: number | null }> {
  const tests = spawn("hardhat", ["test", "--coverage"], { cwd: copy, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  tests.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  return new Promise((resolve, reject) => {
    tests.on("error", reject);
    tests.on("close", (exitCode) => {
      resolve({ output: stripVTControlCharacters(output), exitCode });
    });
  });
}

async function report({ output, exitCode }: Awaited<ReturnType<typeof runTests>>): Promise<void> {
  if (exitCode !== 0) {
    fail(["The tests fail under coverage."]);
    return;
  }
  await rm("coverage", { recursive: true, force: true });
  await cp(path.join(copy, "coverage"), "coverage", { recursive: true });
  const incomplete = findIncompleteFiles(output, await readUncoveredLines());
  if (incomplete.length > 0) fail(incomplete);
  else console.log("Every line and statement of contracts/ is executed.");
}

function fail(lines: string[]): void {
  console.log(lines.join("\n"));
  process.exitCode = 1;
}

/** The percentages come from Hardhat's table: its lcov file knows no statements. */
function findIncompleteFiles(output: string, uncoveredLines: Map<string, number[]>): string[] {
  const rows = [...output.matchAll(TABLE_ROW)];
  if (rows.length === 0) throw new Error("No coverage table in Hardhat's output: has its format changed?");
  return rows
    .filter(([, , lines, statements]) => lines !== "100.00" || statements !== "100.00")
    .map(([, file = "", lines, statements]) => {
      const missing = uncoveredLines.get(file)?.join(", ") ?? "";
      return `${file}: ${lines} % of lines, ${statements} % of statements; not executed: ${missing}`;
    });
}

/** The lines come from the lcov file: Hardhat's table cuts long lists of them. */
async function readUncoveredLines(): Promise<Map<string, number[]>> {
  const uncovered = new Map<string, number[]>();
  for (const record of (await readFile("coverage/lcov.info", "utf8")).split("end_of_record")) {
    const file = /^SF:(.+)$/m.exec(record)?.[1];
    const lines = [...record.matchAll(/^DA:(\d+),0$/gm)].map(([, line]) => Number(line));
    if (file !== undefined)
      uncovered.set(
        file,
        lines.sort((a, b) => a - b),
      );
  }
  return uncovered;
}
