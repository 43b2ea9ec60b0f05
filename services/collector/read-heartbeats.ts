import type { HeartbeatJson } from "../../sdk/heartbeats/heartbeat-json.ts";
import type { LatestHeartbeat } from "../../sdk/heartbeats/collector-api.ts";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";
import { periodAt, periodEnd } from "../../sdk/rules/minting-period.ts";
import { REAL_GRID_UPTIME_RULES } from "../../sdk/rules/uptime-rules.ts";
import type { Database, Row } from "../database/database.ts";
import type { HeartbeatRow } from "./stored-heartbeat.ts";
import { toWire } from "./stored-heartbeat.ts";

/** Where a page begins: after this heartbeat. */
export interface Cursor {
  readonly nodeId: number;
  readonly sentAt: number;
  readonly sequence: number;
  /** In hexadecimal: of two heartbeats with the same number both are read. */
  readonly digest: string;
}

export interface PageRequest {
  readonly schedule: PeriodSchedule;
  readonly period: number;
  /** Of one node only. */
  readonly nodeId?: number;
  readonly after: Cursor | undefined;
  readonly limit: number;
}

const BEGINNING: Cursor = { nodeId: 0, sentAt: 0, sequence: 0, digest: "" };

/** Conflicts are rare; so many a request shows at most. */
const MOST_CONFLICTS = 1000;

/**
 * A page of what is read for a period, ordered by node, time and sequence: its heartbeats, and those sent until it closes.
 * Each period and table is read along its index, so that a page takes as long wherever it is.
 */
export async function readPage(database: Database, request: PageRequest) {
  const { schedule, period, nodeId, after = BEGINNING, limit } = request;
  const before = periodEnd(schedule, period) + REAL_GRID_UPTIME_RULES.afterPeriodSeconds;
  const rows = await database.query<HeartbeatRow>(pageStatement(nodeId), [
    period,
    periodAt(schedule, before - 1),
    before,
    after.nodeId,
    after.sentAt,
    after.sequence,
    Buffer.from(after.digest, "hex"),
    limit,
    ...(nodeId === undefined ? [] : [nodeId]),
  ]);
  const last = rows.length < limit ? undefined : rows.at(-1);
  return {
    heartbeats: rows.map(toWire),
    appeals: rows.filter((row) => row.is_appeal).map((row) => ({ nodeId: row.node_id, sequence: row.sequence })),
    next: last === undefined ? null : formatCursor(last),
  };
}

function pageStatement(nodeId: number | undefined): string {
  const of = (table: string) => `
    (select * from ${table} where period = p.period and sent_at < $3
     and (node_id, sent_at, sequence, digest) > ($4::bigint, $5::bigint, $6::bigint, $7::bytea)
     ${nodeId === undefined ? "" : "and node_id = $9::bigint"}
     order by node_id, sent_at, sequence, digest limit $8)`;
  return `
    select h.* from generate_series($1::int, $2::int) as p (period)
    cross join lateral (${of("collector.heartbeats")} union all ${of("collector.conflicts")}) h
    order by h.node_id, h.sent_at, h.sequence, h.digest limit $8`;
}

/** The highest sequence that is kept of a node. */
export async function readLatest(database: Database, nodeId: number): Promise<LatestHeartbeat> {
  const [row] = await database.query<Row & { sequence: number; sent_at: number }>(
    "select sequence, sent_at from collector.heartbeats where node_id = $1::bigint order by sequence desc limit 1",
    [nodeId],
  );
  return row === undefined ? { sequence: null, sentAt: null } : { sequence: row.sequence, sentAt: row.sent_at };
}

/** The numbers of a period that were used for several heartbeats, with these. */
export async function readConflicts(database: Database, period: number) {
  const rows = await database.query<HeartbeatRow>(
    `with found as (
       select distinct node_id, sequence from collector.conflicts where period = $1::int
       union
       select h.node_id, h.sequence from collector.conflicts join collector.heartbeats h using (node_id, sequence)
       where h.period = $1::int
       order by node_id, sequence limit ${MOST_CONFLICTS}
     )
     select * from collector.heartbeats join found using (node_id, sequence)
     union all
     select * from collector.conflicts join found using (node_id, sequence)
     order by node_id, sequence, digest`,
    [period],
  );
  const conflicts = new Map<string, { nodeId: number; sequence: number; heartbeats: HeartbeatJson[] }>();
  for (const row of rows) {
    const { node_id: nodeId, sequence } = row;
    const conflict = conflicts.get(`${nodeId}:${sequence}`) ?? { nodeId, sequence, heartbeats: [] };
    conflicts.set(`${nodeId}:${sequence}`, { ...conflict, heartbeats: [...conflict.heartbeats, toWire(row)] });
  }
  return [...conflicts.values()];
}

const CURSOR = /^(\d{1,10})-(\d{1,13})-(\d{1,16})-([0-9a-f]{64})$/;

/** Reads the text of a cursor; undefined when it is none. */
export function parseCursor(text: string): Cursor | undefined {
  const [, nodeId, sentAt, sequence, digest] = CURSOR.exec(text) ?? [];
  if (digest === undefined) return undefined;
  return { nodeId: Number(nodeId), sentAt: Number(sentAt), sequence: Number(sequence), digest };
}

function formatCursor({ node_id, sent_at, sequence, digest }: HeartbeatRow): string {
  return `${node_id}-${sent_at}-${sequence}-${Buffer.from(digest).toString("hex")}`;
}
