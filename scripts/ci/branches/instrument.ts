import { globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { findConditions } from "./conditions.ts";
import type { Condition } from "./conditions.ts";

/** The library through which the values of conditions pass, so that line coverage tells which values there were. */
const RECORDER = { name: "ConditionRecorder", file: "contracts/ConditionRecorder.sol" };

const RECORDER_HEAD = [
  "// SPDX-License-Identifier: Apache-2.0",
  "pragma solidity ^0.8.0;",
  `library ${RECORDER.name} {`,
];

/** A condition and where its values are recorded. */
interface WatchedCondition extends Condition {
  readonly file: string;
  /** The recorder's line that is executed when the condition holds, and the one when it does not. */
  readonly lines: { readonly true: number; readonly false: number };
}

/** Contracts whose conditions are watched. */
export interface Instrumented {
  /** The file of the recorder. */
  readonly recorder: string;
  readonly conditions: readonly WatchedCondition[];
}

/** Rewrites the contracts of a copy of the tree: every condition passes through a recorder of its own. No line moves. */
export async function instrumentContracts(root: string): Promise<Instrumented> {
  const conditions: WatchedCondition[] = [];
  for (const file of globSync("contracts/**/*.sol", { cwd: root }).sort()) {
    const source = await readFile(path.join(root, file), "utf8");
    const found = findConditions(file, source);
    if (found.length === 0) continue;
    await writeFile(path.join(root, file), instrument(file, source, found, conditions.length));
    for (const condition of found) conditions.push({ ...condition, file, lines: linesOf(conditions.length) });
  }
  await writeFile(path.join(root, RECORDER.file), recorderFor(conditions.length));
  return { recorder: RECORDER.file, conditions };
}

/** The values that conditions never took, given the lines of the recorder that were executed. */
export function missedValues({ conditions }: Instrumented, executed: ReadonlySet<number>): string[] {
  return conditions.flatMap(({ file, line, place, text, lines }) =>
    (["true", "false"] as const)
      .filter((value) => !executed.has(lines[value]))
      .map((value) => `${file}:${line}: never ${value} in ${place}: ${text}`),
  );
}

function instrument(file: string, source: string, conditions: readonly Condition[], firstIndex: number): string {
  const insertions = conditions.flatMap(({ start, end }, index) => [
    { at: start, text: `${RECORDER.name}.c${firstIndex + index}(` },
    { at: end, text: ")" },
  ]);
  const from = path.posix.relative(path.posix.dirname(file), RECORDER.file);
  const imported = `import {${RECORDER.name}} from "${from.startsWith(".") ? from : `./${from}`}";`;
  return insert(source, insertions).replace(/^pragma solidity [^;]*;/m, `$& ${imported}`);
}

/** Texts for the same place keep their order: an outer condition that begins where an inner one does comes first. */
function insert(source: string, insertions: readonly { at: number; text: string }[]): string {
  const bytes = Buffer.from(source);
  const parts: string[] = [];
  let done = 0;
  for (const { at, text } of insertions.toSorted((a, b) => a.at - b.at)) {
    parts.push(bytes.toString("utf8", done, at), text);
    done = at;
  }
  return [...parts, bytes.toString("utf8", done)].join("");
}

function recorderFor(count: number): string {
  const functions = Array.from({ length: count }, (_, index) => recorderFunction(index));
  return [...RECORDER_HEAD, ...functions.flat(), "}", ""].join("\n");
}

function recorderFunction(index: number): string[] {
  return [
    `    function c${index}(bool value) internal pure returns (bool) {`,
    "        if (value) {",
    "            return true;",
    "        }",
    "        return false;",
    "    }",
  ];
}

function linesOf(index: number): WatchedCondition["lines"] {
  const first = RECORDER_HEAD.length + index * recorderFunction(index).length + 1;
  return { true: first + 2, false: first + 4 };
}
