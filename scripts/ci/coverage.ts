// Fails unless the tests execute every line and statement of contracts/ and see every condition both true and false, and
// lists what they miss.
//
// The instrumented contracts are built in a copy of the tree, so that artifacts and bindings here stay the real ones. In
// the copy each condition passes through a function of its own with a line for each value: Hardhat measures lines only.
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { instrumentContracts, missedValues } from "./branches/instrument.ts";
import type { Instrumented } from "./branches/instrument.ts";

const NOT_COPIED = new Set([".git", "artifacts", "cache", "coverage", "dist", "node_modules"]);
const TABLE_ROW = /^║ (contracts\/\S+) +│ ([\d.]+) +│ ([\d.]+) +│/gm;

interface TestRun {
  readonly output: string;
  readonly exitCode: number | null;
}

interface Lines {
  readonly executed: ReadonlySet<number>;
  readonly missed: readonly number[];
}

const root = process.cwd();
const copy = await mkdtemp(path.join(tmpdir(), "coverage-"));
try {
  await cp(root, copy, { recursive: true, filter: (source) => !NOT_COPIED.has(path.relative(root, source)) });
  await symlink(path.join(root, "node_modules"), path.join(copy, "node_modules"));
  const instrumented = await instrumentContracts(copy);
  await report(instrumented, await runTests());
} finally {
  await rm(copy, { recursive: true, force: true });
}

function runTests(): Promise<TestRun> {
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

async function report(instrumented: Instrumented, { output, exitCode }: TestRun): Promise<void> {
  if (exitCode !== 0) {
    fail(["The tests fail under coverage."]);
    return;
  }
  await rm("coverage", { recursive: true, force: true });
  await cp(path.join(copy, "coverage"), "coverage", { recursive: true });
  const { recorder, conditions } = instrumented;
  const measured = await readLines();
  const missed = [
    ...findIncompleteFiles(output, measured).filter((file) => !file.startsWith(recorder)),
    ...missedValues(instrumented, measured.get(recorder)?.executed ?? new Set()),
  ];
  if (missed.length > 0) fail(missed);
  else {
    const counted = `every condition (${conditions.length} of them) was both true and false`;
    console.log(`Every line and statement of contracts/ is executed, ${counted}.`);
  }
}

function fail(lines: string[]): void {
  console.log(lines.join("\n"));
  process.exitCode = 1;
}

/** The percentages come from Hardhat's table: its lcov file knows no statements. */
function findIncompleteFiles(output: string, measured: Map<string, Lines>): string[] {
  const rows = [...output.matchAll(TABLE_ROW)];
  if (rows.length === 0) throw new Error("No coverage table in Hardhat's output: has its format changed?");
  return rows
    .filter(([, , lines, statements]) => lines !== "100.00" || statements !== "100.00")
    .map(([, file = "", lines, statements]) => {
      const missing = measured.get(file)?.missed.join(", ") ?? "";
      return `${file}: ${lines} % of lines, ${statements} % of statements; not executed: ${missing}`;
    });
}

/** The lines come from the lcov file: Hardhat's table cuts long lists of them. */
async function readLines(): Promise<Map<string, Lines>> {
  const measured = new Map<string, Lines>();
  for (const record of (await readFile("coverage/lcov.info", "utf8")).split("end_of_record")) {
    const file = /^SF:(.+)$/m.exec(record)?.[1];
    const missed = [...record.matchAll(/^DA:(\d+),0$/gm)].map(([, line]) => Number(line));
    const executed = [...record.matchAll(/^DA:(\d+),[1-9]/gm)].map(([, line]) => Number(line));
    if (file !== undefined) measured.set(file, { executed: new Set(executed), missed: missed.sort((a, b) => a - b) });
  }
  return measured;
}
