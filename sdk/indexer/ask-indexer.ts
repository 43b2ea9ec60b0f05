import { problem } from "../../explorer/indexer/src/api/answers/common.ts";
import { IndexerError } from "./indexer-error.ts";

/** How long a request may take, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;

/** What is used of a schema of zod, whichever copy of zod made it. */
interface AnswerSchema<Result> {
  readonly safeParse: (
    value: unknown,
  ) => { readonly success: true; readonly data: Result } | { readonly success: false; readonly error: Error };
}

/**
 * Gets an answer of an indexer and checks it against its schema.
 *
 * @throws {IndexerError} When nobody answers, it refuses, or it answers with something else
 */
export async function askIndexer<Result>(
  url: string,
  schema: AnswerSchema<Result>,
  query: object = {},
): Promise<Result> {
  const address = `${url}${searchOf(query)}`;
  const response = await request(address);
  const document: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusalOf(address, response, document);
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new IndexerError(address, "does not answer as an indexer of a grid does", {
    code: "unreadable",
    cause: parsed.error,
  });
}

function searchOf(query: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? "" : `?${search.toString()}`;
}

async function request(url: string): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT) });
  } catch (cause) {
    throw new IndexerError(url, "does not answer", { code: "unreachable", cause });
  }
}

function refusalOf(url: string, { status, headers }: Response, document: unknown): IndexerError {
  const told = problem.safeParse(document);
  const { code, message } = told.success ? told.data : { code: "unreadable", message: `HTTP status ${status}` };
  const retryAfterSeconds = Number(headers.get("retry-after") ?? Number.NaN);
  return new IndexerError(url, `refuses: ${message}`, {
    code,
    ...(Number.isFinite(retryAfterSeconds) ? { retryAfterSeconds } : {}),
  });
}
