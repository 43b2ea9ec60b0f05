/**
 * Checks the built page, the end of `npm run web:build`: what a first visit loads before map and charts is small enough, and no
 * bytecode of contracts is in it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Manifest } from "vite";

const BUILT = join(import.meta.dirname, "dist");

/** What a first visit may load, in bytes compressed with gzip. */
const MOST_BYTES = 300_000;

/** Where people arrive. */
const FIRST_VISIT = ["index.html", "src/pages/grid/GridPage.tsx"];

/** Longer than any number, address or signature. */
const BYTECODE = /0x[0-9a-fA-F]{2000}/;

const manifest = JSON.parse(readFileSync(join(BUILT, ".vite/manifest.json"), "utf8")) as Manifest;
const bytes = ["index.html", ...filesOf(FIRST_VISIT)].reduce((sum, file) => sum + compressedBytes(file), 0);
const withBytecode = readdirSync(join(BUILT, "assets")).filter(
  (file) => file.endsWith(".js") && BYTECODE.test(readFileSync(join(BUILT, "assets", file), "utf8")),
);

console.log(`A first visit loads ${Math.round(bytes / 1000)} kB compressed, of at most ${MOST_BYTES / 1000} kB.`);
if (bytes > MOST_BYTES) fail("Load more of it only where it is needed, with import().");
if (withBytecode.length > 0) fail(`The bytecode of a contract is in ${withBytecode.join(" and ")}.`);

/** The files that chunks need at once, with those of the chunks that they import. */
function filesOf(chunks: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const files = new Set<string>();
  const queue = [...chunks];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`The build has no ${name}: correct FIRST_VISIT.`);
    if (seen.has(name)) continue;
    seen.add(name);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    queue.push(...(chunk.imports ?? []));
  }
  return files;
}

function compressedBytes(file: string): number {
  return gzipSync(readFileSync(join(BUILT, file)), { level: 9 }).length;
}

function fail(reason: string): void {
  console.error(reason);
  process.exitCode = 1;
}
