/** What a command answers: the same thing twice, and what to do next. */
export interface Answer {
  /**
   * For programs (`--json`): the one document on stdout. Big integers become decimal strings. Undefined when all was said line
   * by line before.
   */
  readonly document: unknown;
  /** For people: the text on stdout. */
  readonly text: string;
  /** For people: what to do next, on stderr. */
  readonly hints?: readonly string[];
  /** Set when the answer is bad news: the exit code is then 1. */
  readonly isFailure?: boolean;
}
