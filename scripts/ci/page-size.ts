/**
 * Fails when the explorer's page loads more than its budget before it shows the grid: npm run web:size, after web:build.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 300_000;

const DIST = new URL("../../explorer/web/dist/", import.meta.url);

/** What is loaded first: the frame and the overview, whose charts come later. */
const FIRST = ["index.html", "src/pages/grid/GridPage.tsx"];

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", DIST), "utf8")) as Record<string, Chunk>;

const files = new Set<string>(["index.html", "color-scheme.js", "favicon.svg"]);
FIRST.forEach(collect);
const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, DIST))).length, 0);
console.log(`The first page loads ${bytes} bytes in ${files.size} compressed files; its budget is ${BUDGET_BYTES}.`);
if (bytes > BUDGET_BYTES) process.exitCode = 1;

function collect(name: string): void {
  const chunk = manifest[name];
  if (chunk === undefined) throw new Error(`The build has no ${name}: build it with npm run web:build.`);
  if (files.has(chunk.file)) return;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
  chunk.imports?.forEach(collect);
}
