import { HttpError } from "../http/http-error.ts";

/** Heartbeats under way at once, of all and of one source: what comes beyond is to come again later. */
const MOST_UNDER_WAY = 50_000;
const MOST_OF_SOURCE = 5_000;

const RETRY_SECONDS = 2;

/** Bounds the memory that requests take which wait for their turn, and how much of it one sender can have. */
export function createLoadLimit() {
  const bySource = new Map<string, number>();
  let total = 0;
  const add = (source: string, count: number) => {
    total += count;
    const sum = (bySource.get(source) ?? 0) + count;
    if (sum === 0) bySource.delete(source);
    else bySource.set(source, sum);
  };
  return {
    underWay: () => total,
    /** Does some work for as many heartbeats, if there is room for them. */
    within: async <Result>(source: string, count: number, work: () => Promise<Result>): Promise<Result> => {
      if ((bySource.get(source) ?? 0) + count > MOST_OF_SOURCE) throw busy(429, "tooManyRequests", "This address has");
      if (total + count > MOST_UNDER_WAY) throw busy(503, "overloaded", "All together have");
      add(source, count);
      try {
        return await work();
      } finally {
        add(source, -count);
      }
    },
  };
}

function busy(statusCode: number, code: string, who: string): HttpError {
  return new HttpError(
    statusCode,
    code,
    `${who} sent more heartbeats than can be checked now; send them again in a moment.`,
    {
      retryAfterSeconds: RETRY_SECONDS,
    },
  );
}
