import Table from "cli-table3";
import { formatWhole } from "../../sdk/format-number.ts";
import type { GasUse } from "./statement.ts";

const WIDTH = 120;

/** Gas by kind of transaction, and all of it. */
export function gasSection(gas: readonly GasUse[]): string {
  const total = {
    action: "all",
    transactions: gas.reduce((sum, { transactions }) => sum + transactions, 0),
    gas: gas.reduce((sum, use) => sum + use.gas, 0n),
  };
  const rows = [...gas, total].map((use) => [use.action, formatWhole(use.transactions), formatWhole(use.gas)]);
  return section("Gas", gas.length === 0 ? [] : [table(["action", "transactions", "gas"], rows)]);
}

/** A heading and what is under it; nothing where nothing is. */
export function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [heading, ...lines].join("\n");
}

/** Words behind a prefix, broken at the page's width; further lines are indented like the first one's text. */
export function wrapped(prefix: string, words: readonly string[]): string[] {
  const indent = " ".repeat(prefix.search(/\S/) + 2);
  const lines: string[] = [];
  let line = prefix;
  for (const word of words) {
    const isFirst = line === prefix || line === indent;
    const longer = isFirst ? line + word : `${line} ${word}`;
    if (longer.length <= WIDTH || isFirst) line = longer;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line];
}

/** A table without lines: numbers to the right, words to the left. */
export function table(columns: readonly string[], rows: readonly string[][]): string {
  const colAligns = columns.map((column) => (WORD_COLUMNS.has(column) ? ("left" as const) : ("right" as const)));
  const grid = new Table({
    head: [...columns],
    colAligns,
    chars: { ...NO_LINES, middle: "  " },
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
  });
  grid.push(...rows);
  return grid
    .toString()
    .split("\n")
    .map((line) => `  ${line}`.trimEnd())
    .join("\n");
}

const WORD_COLUMNS = new Set(["without reward", "action", "what", "tenant"]);

const NO_LINES = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
};
