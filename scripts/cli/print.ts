import type { GridError } from "../../sdk/grid-error.ts";
import type { Answer } from "./answer.ts";
import type { Io } from "./io.ts";

/** The one place that prints results. A document or text on stdout, everything else on stderr. */
export function printAnswer(io: Io, answer: Answer, isJson: boolean): void {
  if (answer.document !== undefined) io.out(isJson ? toJson(answer.document) : `${answer.text}\n`);
  for (const hint of answer.hints ?? []) io.err(`${hint}\n`);
}

/** Says on stderr what went wrong and what to do next. With `--json` stdout gets `{ "error": … }`, so that it always carries one document. */
export function printError(io: Io, error: GridError, isJson: boolean): void {
  io.err(`${error.message}\n`);
  if (error.hint !== undefined) io.err(`${error.hint}\n`);
  const { name, message, hint, details } = error;
  if (isJson) io.out(toJson({ error: { name, message, hint, details } }));
}

function toJson(document: unknown): string {
  const text = JSON.stringify(document, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value), 2);
  return `${text}\n`;
}
