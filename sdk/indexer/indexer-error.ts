import { GridError } from "../grid-error.ts";

/** An indexer did not do what it was asked for. */
export class IndexerError extends GridError {
  override readonly name = "IndexerError";
  /** What the indexer calls it; "unreachable" when nobody answered, "unreadable" when it was no indexer. */
  readonly code: string;
  /** When it is worth to try again; undefined where the indexer did not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor(url: string, defect: string, options: { code: string; retryAfterSeconds?: number; cause?: unknown }) {
    super(`The indexer at ${placeOf(url)} ${defect}`.replace(/\.?$/, "."), {
      hint: "Check its address, or ask the chain itself instead.",
      cause: options.cause,
    });
    this.code = options.code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The page's own indexer has a path for an address. */
function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
