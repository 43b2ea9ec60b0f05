import { readFileSync } from "node:fs";

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The text of a page in docs/. */
export function readPage(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");
}

/** What stands under a heading, up to the next heading of any level. */
export function section(page: string, heading: string): string {
  const [, found] = page.split(new RegExp(`^#+ ${heading}$`, "m"));
  if (found === undefined) throw new Error(`There is no heading "${heading}".`);
  return found.split(/^#+ /m)[0] ?? "";
}

/** The tables of a text, in their order. */
export function tablesIn(text: string): Table[] {
  const blocks = text.match(/(?:^ *\|.*\|\n?)+/gm) ?? [];
  return blocks.map((block) => {
    const [head = [], , ...rows] = block.trim().split("\n").map(cellsOf);
    return { head, rows };
  });
}

/** Every whole number of a text, its commas removed. */
export function integersIn(text: string): bigint[] {
  return (text.match(/\d[\d,]*/g) ?? []).map(integerOf);
}

/** A whole number as pages write it, with commas between the thousands. */
export function integerOf(cell: string): bigint {
  return BigInt(cell.replaceAll(",", ""));
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^ *\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}
