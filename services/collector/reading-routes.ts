import { z } from "zod";
import {
  MOST_PER_PAGE,
  conflictsOf,
  describedHeartbeat,
  latestHeartbeat,
  nodeUptime,
  pageOf,
} from "../../sdk/heartbeats/collector-api.ts";
import { RULE_SETS } from "../../sdk/rules/rule-sets.ts";
import { errorAnswer } from "../http/answer-error.ts";
import type { HttpServer } from "../http/create-server.ts";
import { parseCursor, readConflicts, readLatest, readPage } from "./read-heartbeats.ts";
import type { UptimeSource } from "./read-uptime.ts";
import { readUptime } from "./read-uptime.ts";

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

const answering = <Schema extends z.ZodType>(schema: Schema) => ({
  200: schema,
  "4xx": errorAnswer,
  "5xx": errorAnswer,
});

/** The routes by which anybody reads what is kept. */
export function addReadingRoutes(server: HttpServer, source: UptimeSource): void {
  const { database, schedule } = source;
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
    "/v1/nodes/:nodeId/uptime",
    {
      schema: {
        description: "What a node is credited with, what it lost, and what it can still reach",
        params: z.object({ nodeId }),
        querystring: z.object({
          period,
          ruleSet: z.enum(["conformance", "proportional"]).default("proportional"),
          thresholdPermille: number(1000).default(950).describe("What the node's policy asks for"),
        }),
        response: answering(nodeUptime),
      },
    },
    ({ params, query: { ruleSet, ...query } }) =>
      readUptime(source, { ...params, ...query, ruleSet: RULE_SETS[ruleSet] }),
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
