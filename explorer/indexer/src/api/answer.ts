import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { Reading } from "./reading.ts";
import { readTables } from "./reading.ts";

/** How long others may hand out an answer again, in seconds: about as often as blocks come. */
const MAX_AGE = 1;

/** Headers that programs of other origins may read. */
const EXPOSED = "etag, grid-block, grid-block-time, retry-after";

/** Answers from the tables as of one block, which the headers name. */
export async function answer<Result>(c: Context, read: (reading: Reading) => Promise<Result>) {
  const [result, reading] = await readTables(async (one) => [await read(one), one] as const);
  placeHeaders(c, reading);
  // Made of the content and not of the block's number: after a reorganisation that one may be the same.
  const etag = `"${createHash("sha256").update(JSON.stringify(result)).digest("base64url")}"`;
  c.header("etag", etag);
  if (c.req.header("if-none-match") === etag) return c.body(null, 304) as never;
  return c.json(result, 200);
}

/** Says of which block an answer is, and how long it is good. */
export function placeHeaders(c: Context, { block, now }: Reading): void {
  c.header("grid-block", String(block));
  c.header("grid-block-time", String(now));
  c.header("cache-control", `public, max-age=${MAX_AGE}`);
  c.header("access-control-expose-headers", EXPOSED);
}
