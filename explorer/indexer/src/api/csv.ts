import type { Context } from "hono";
import { placeHeaders } from "./answer.ts";
import type { Cell } from "./csv-line.ts";
import { lineOf } from "./csv-line.ts";
import type { Reading } from "./reading.ts";
import { readTables } from "./reading.ts";

/** So many rows are read at once: a file of any length takes little memory, and no long transaction. */
const ROWS_AT_ONCE = 5000;

export interface CsvFile<Row> {
  readonly name: string;
  readonly head: readonly string[];
  /** The rows that follow one, in the file's order; the first ones after none. Only those up to the block of the reading. */
  readonly readAfter: (reading: Reading, row: Row | undefined, limit: number, toBlock: number) => PromiseLike<Row[]>;
  readonly toCells: (row: Row) => readonly Cell[];
}

/** Answers with a file, row by row as it is read. It ends with the block of its beginning, which the headers name. */
export async function answerCsv<Row>(c: Context, file: CsvFile<Row>): Promise<Response> {
  const [start, first] = await readTables(
    async (reading) => [reading, await file.readAfter(reading, undefined, ROWS_AT_ONCE, reading.block)] as const,
  );
  placeHeaders(c, start);
  c.header("content-type", "text/csv; charset=utf-8; header=present");
  c.header("content-disposition", `attachment; filename="${file.name}"`);
  return c.body(ReadableStream.from(linesOf(file, first, start.block)).pipeThrough(new TextEncoderStream()));
}

async function* linesOf<Row>(file: CsvFile<Row>, first: Row[], toBlock: number): AsyncGenerator<string> {
  yield lineOf(file.head);
  for (let rows = first; rows.length > 0;) {
    yield rows.map((row) => lineOf(file.toCells(row))).join("");
    const last = rows.at(-1);
    if (rows.length < ROWS_AT_ONCE) return;
    rows = await readTables((reading) => Promise.resolve(file.readAfter(reading, last, ROWS_AT_ONCE, toBlock)));
  }
}
