import type { z } from "zod";
import { GridError } from "../grid-error.ts";

/**
 * Reads a JSON document that people hand around and checks its shape.
 * @param kind What it should be, for the message: "a signature"
 * @throws DocumentMalformedError
 */
export function parseDocument<Schema extends z.ZodType>(schema: Schema, text: string, kind: string): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(text, kind));
  if (parsed.success) return parsed.data;

  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new DocumentMalformedError(kind, `${where === "" ? "" : `${where}: `}${issue?.message ?? "unreadable"}`);
}

function parseJson(text: string, kind: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DocumentMalformedError(kind, `no JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

/** A file is not what it should be. */
export class DocumentMalformedError extends GridError {
  override readonly name = "DocumentMalformedError";

  constructor(kind: string, defect: string) {
    super(`This is not ${kind}: ${defect}.`, { hint: "Check that it is the right file and that it is complete." });
  }
}
