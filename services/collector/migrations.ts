import type { Migration } from "../database/migrate.ts";

const COLUMNS = `
  node_id bigint not null,
  sequence bigint not null,
  sent_at bigint not null,
  uptime_seconds bigint not null,
  cru bigint not null,
  mru_bytes numeric(20) not null,
  sru_bytes numeric(20) not null,
  hru_bytes numeric(20) not null,
  is_simulated boolean not null,
  traffic text not null,
  signature bytea not null,
  digest bytea not null,
  period int not null,
  received_at bigint not null,
  is_appeal boolean not null`;

/** The tables of the collector. What was released never changes: later changes are later migrations. */
export const MIGRATIONS: readonly Migration[] = [
  [
    // Of two heartbeats with one number the key lets in the first, however many collectors write at the same moment.
    `create table collector.heartbeats (${COLUMNS}, primary key (node_id, sequence))`,
    "create index heartbeats_of_period on collector.heartbeats (period, node_id, sent_at, sequence)",
    // The others: evidence that two machines have the node's key.
    `create table collector.conflicts (${COLUMNS}, primary key (node_id, sequence, digest))`,
    "create index conflicts_of_period on collector.conflicts (period, node_id, sent_at, sequence)",
  ],
];
