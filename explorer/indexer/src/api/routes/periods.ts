import { and, asc, gte, lte, min } from "ponder";
import { attempt, measurementTiming, rewardsRange, settledOfPeriod } from "ponder:schema";
import { periodAt, periodEnd, periodStart } from "../../../../../sdk/rules/minting-period.ts";
import { answer } from "../answer.ts";
import { pageOf } from "../answers/common.ts";
import type { Attempt, Period } from "../answers/periods.ts";
import { period as periodAnswer, periodWithAttempts } from "../answers/periods.ts";
import { toAttempt } from "../attempts.ts";
import { book } from "../settings.ts";
import { extentOf, whole } from "../parameters.ts";
import type { Reading } from "../reading.ts";
import { missing } from "../refusal.ts";
import { getRoute, newRoutes } from "../routes.ts";

/** Periods are numbered with 24 bits on chain. */
const LARGEST_PERIOD = 2 ** 24 - 1;

export const periodRoutes = newRoutes()
  .openapi(
    getRoute({
      path: "/periods",
      summary: "Minting periods that are paid here, the running one first",
      answer: pageOf(periodAnswer),
      query: {
        offset: whole("How many to leave out").optional(),
        limit: whole("How many at most; 50 when left out", 1000, 1).optional(),
      },
    }),
    (c) => {
      const { offset, limit } = extentOf(c.req.valid("query"));
      return answer(c, async (reading) => {
        const [first, current] = await rangeOf(reading);
        const total = Math.max(current - first + 1, 0);
        const [newest, oldest] = [current - offset, Math.max(current - offset - limit + 1, first)];
        const items = newest < oldest ? [] : await readPeriods(reading, oldest, newest);
        return { items: items.map(({ attempts: _, ...one }) => one), total, offset, limit };
      });
    },
  )
  .openapi(
    getRoute({
      path: "/periods/{period}",
      summary: "A minting period with all attempts at its batches",
      answer: periodWithAttempts,
      params: { period: whole("The period", LARGEST_PERIOD) },
    }),
    (c) => {
      const { period } = c.req.valid("param");
      return answer(c, async (reading) => {
        const [first, current] = await rangeOf(reading);
        const [found] = period < first || period > current ? [] : await readPeriods(reading, period, period);
        if (found === undefined) throw missing(`period ${period}; those from ${first} to ${current} are`);
        return found;
      });
    },
  );

/** The first period that this deployment pays, and the running one. */
async function rangeOf({ db, now }: Reading): Promise<[first: number, current: number]> {
  const [range] = await db.select({ first: min(rewardsRange.firstPeriod) }).from(rewardsRange);
  return [range?.first ?? 0, periodAt(book.schedule, now)];
}

/** Periods of a range, the newest first. */
async function readPeriods({ db, now }: Reading, oldest: number, newest: number) {
  const [timing] = await db.select().from(measurementTiming);
  const attempts = await db
    .select()
    .from(attempt)
    .where(and(gte(attempt.period, oldest), lte(attempt.period, newest)))
    .orderBy(asc(attempt.period), asc(attempt.batch), asc(attempt.attempt));
  const settled = await db
    .select()
    .from(settledOfPeriod)
    .where(and(gte(settledOfPeriod.period, oldest), lte(settledOfPeriod.period, newest)));
  const settledBy = new Map(settled.map((one) => [one.period, one]));
  return Array.from({ length: newest - oldest + 1 }, (_, index) => {
    const period = newest - index;
    const own = attempts
      .filter((one) => one.period === period)
      .map((one) => toAttempt(one, now, timing?.publicationTimeSeconds ?? 0));
    return { ...toPeriod(period, now, own, settledBy.get(period)), attempts: own };
  });
}

function toPeriod(
  period: number,
  now: number,
  attempts: readonly Attempt[],
  settled: typeof settledOfPeriod.$inferSelect | undefined,
): Period {
  const latest = attempts.findLast(({ batch }) => batch === 0);
  const endsAt = periodEnd(book.schedule, period);
  const counts = latest !== undefined && latest.state !== "void" && latest.state !== "rejected";
  return {
    period,
    startsAt: periodStart(book.schedule, period),
    endsAt,
    state: now < endsAt ? "running" : (latest?.state ?? "awaited"),
    nodes: counts ? latest.count : 0,
    settledNodes: settled?.nodes ?? 0,
    claimedUnits: String(settled?.tftUnits ?? 0n),
  };
}
