import type { HeartbeatJson } from "../../sdk/heartbeats/heartbeat-json.ts";
import type { Row } from "../database/database.ts";
import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";

/** A heartbeat whose signature was found good, on its way into the database. */
export interface CheckedHeartbeat {
  readonly heartbeat: SignedHeartbeat;
  readonly digest: Uint8Array;
  readonly period: number;
  /** Unix time in seconds. */
  readonly receivedAt: number;
  readonly isAppeal: boolean;
}

export interface HeartbeatRow extends Row {
  readonly node_id: number;
  readonly sequence: number;
  readonly sent_at: number;
  readonly uptime_seconds: number;
  readonly cru: number;
  readonly mru_bytes: string;
  readonly sru_bytes: string;
  readonly hru_bytes: string;
  readonly is_simulated: boolean;
  readonly traffic: string;
  readonly signature: Uint8Array;
  readonly digest: Uint8Array;
  readonly is_appeal: boolean;
}

type Column = readonly [name: string, type: string, valueOf: (checked: CheckedHeartbeat) => string | number | boolean];

/** The columns, in the order in which they are written. */
const COLUMNS: readonly Column[] = [
  ["node_id", "bigint", ({ heartbeat }) => heartbeat.nodeId],
  ["sequence", "bigint", ({ heartbeat }) => heartbeat.sequence],
  ["sent_at", "bigint", ({ heartbeat }) => heartbeat.sentAt],
  ["uptime_seconds", "bigint", ({ heartbeat }) => heartbeat.uptimeSeconds],
  ["cru", "bigint", ({ heartbeat }) => heartbeat.cru],
  ["mru_bytes", "numeric", ({ heartbeat }) => String(heartbeat.mruBytes)],
  ["sru_bytes", "numeric", ({ heartbeat }) => String(heartbeat.sruBytes)],
  ["hru_bytes", "numeric", ({ heartbeat }) => String(heartbeat.hruBytes)],
  ["is_simulated", "boolean", ({ heartbeat }) => heartbeat.isSimulated],
  ["traffic", "text", ({ heartbeat }) => quoted(trafficText(heartbeat))],
  ["signature", "bytea", ({ heartbeat }) => bytesText(heartbeat.signature.slice(2))],
  ["digest", "bytea", ({ digest }) => bytesText(Buffer.from(digest).toString("hex"))],
  ["period", "int", ({ period }) => period],
  ["received_at", "bigint", ({ receivedAt }) => receivedAt],
  ["is_appeal", "boolean", ({ isAppeal }) => isAppeal],
];

const NAMES = COLUMNS.map(([name]) => name).join(", ");
const ARRAYS = COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(", ");

/** Inserts many rows by one statement, and tells which were new. */
export function insertStatement(table: string): string {
  return `insert into ${table} (${NAMES}) select * from unnest(${ARRAYS}) on conflict do nothing returning node_id, sequence`;
}

/** The parameters of {@link insertStatement}: an array for each column, written out, because the drivers take longer. */
export function toColumns(all: readonly CheckedHeartbeat[]): string[] {
  return COLUMNS.map(([, , valueOf]) => arrayText(all.map(valueOf)));
}

/** An array as PostgreSQL reads it; its texts are quoted already. */
export function arrayText(values: readonly (string | number | boolean)[]): string {
  return `{${values.join(",")}}`;
}

/** The JSON of a stored heartbeat. */
export function toWire(row: HeartbeatRow): HeartbeatJson {
  return {
    nodeId: row.node_id,
    sequence: row.sequence,
    sentAt: row.sent_at,
    uptimeSeconds: row.uptime_seconds,
    cru: row.cru,
    mruBytes: row.mru_bytes,
    sruBytes: row.sru_bytes,
    hruBytes: row.hru_bytes,
    isSimulated: row.is_simulated,
    traffic: JSON.parse(row.traffic) as HeartbeatJson["traffic"],
    signature: `0x${Buffer.from(row.signature).toString("hex")}`,
  };
}

function trafficText({ traffic }: SignedHeartbeat): string {
  return JSON.stringify(traffic.map(({ reservationId, bytes }) => ({ reservationId, bytes: String(bytes) })));
}

function bytesText(digits: string): string {
  return `"\\\\x${digits}"`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}
