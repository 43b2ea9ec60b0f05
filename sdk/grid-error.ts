/**
 * The base of all errors that are meant for people: one sentence that says what is wrong, and one that says what to do next.
 * Errors that mirror a contract's error carry its name, so that a decoded revert and an error of this library are one word.
 */
export class GridError extends Error {
  override readonly name: string = "GridError";
  /** What to do next, one sentence. */
  readonly hint: string | undefined;
  /** The values that the message tells in words, by their names. */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
    this.details = options.details;
  }
}
