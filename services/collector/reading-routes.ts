import { z } from "zod";
import {
  MOST_PER_PAGE,
  conflictsOf,
  describedHeartbeat,
  latestHeartbeat,
  pageOf,
} from "../../sdk/heartbeats/collector-api.ts";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";
import type { Database } from "../database/database.ts";
import { errorAnswer } from "../http/answer-error.ts";
import type { HttpServer } from "../http/create-server.ts";
import { parseCursor, readConflicts, readLatest, readPage } from "./read-heartbeats.ts";

const MOST_U24 = 0xffffff;
const MOST_U32 = 0xffffffff;

const number = (most: number) => z.coerce.number<string>().int().min(0).max(most);
const period = number(MOST_U24);
const nodeId = number(MOST_U32).min(1);

const page = pageOf(describedHeartbeat);

const paging = z.object({
  after: z
    .string()
    .max(150)
    .refine((text) => parseCursor(text) !== undefined, "must be the `next` of a page")
    .optional()
    .describe("Where the page begins: the `next` of the one before"),
  limit: number(MOST_PER_PAGE).min(1).default(1000),
});

export interface Reading {
  readonly database: Database;
  readonly schedule: PeriodSchedule;
}

const answering = <Schema extends z.ZodType>(schema: Schema) => ({
  200: schema,
  "4xx": errorAnswer,
  "5xx": errorAnswer,
});

/** The routes by which anybody reads what is kept. */
export function addReadingRoutes(server: HttpServer, { database, schedule }: Reading): void {
  server.get(
    "/v1/periods/:period/heartbeats",
    {
      schema: {
        description:
          "All that is read for a period, ordered by node, time and sequence; conflicting ones and appeals too",
        params: z.object({ period }),
        querystring: paging,
        response: answering(page),
      },
    },
    ({ params, query: { after, limit } }) =>
      readPage(database, { schedule, period: params.period, after: cursorOf(after), limit }),
  );
  server.get(
    "/v1/nodes/:nodeId/heartbeats",
    {
      schema: {
        description: "The same of one node",
        params: z.object({ nodeId }),
        querystring: paging.extend({ period }),
        response: answering(page),
      },
    },
    ({ params, query: { after, limit, ...query } }) =>
      readPage(database, { schedule, period: query.period, nodeId: params.nodeId, after: cursorOf(after), limit }),
  );
  server.get(
    "/v1/nodes/:nodeId/latest",
    {
      schema: {
        description: "The highest sequence that is kept of a node; nulls before its first heartbeat",
        params: z.object({ nodeId }),
        response: answering(latestHeartbeat),
      },
    },
    ({ params }) => readLatest(database, params.nodeId),
  );
  server.get(
    "/v1/conflicts",
    {
      schema: {
        description: "Numbers of a period that two machines have signed with the same key; at most 1000",
        querystring: z.object({ period }),
        response: answering(conflictsOf(describedHeartbeat)),
      },
    },
    async ({ query }) => ({ conflicts: await readConflicts(database, query.period) }),
  );
}

function cursorOf(after: string | undefined) {
  return after === undefined ? undefined : parseCursor(after);
}
