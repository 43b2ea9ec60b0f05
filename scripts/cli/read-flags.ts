import { z } from "zod";
import { GridError } from "../../sdk/grid-error.ts";

/** Checks a document that was made of flags; a ZodError tells which are wrong or missing. */
export function readFlags<Document>(document: unknown, parse: (document: unknown) => Document): Document {
  try {
    return parse(document);
  } catch (cause) {
    throw cause instanceof z.ZodError ? new FlagsInvalidError(cause) : cause;
  }
}

/** Flags are missing or wrong. */
export class FlagsInvalidError extends GridError {
  override readonly name = "FlagsInvalidError";

  constructor(cause: z.ZodError) {
    super(`Some flags are missing or wrong:\n${z.prettifyError(cause)}`, {
      hint: "Add --help to the command to see what it takes.",
      cause,
    });
  }
}
