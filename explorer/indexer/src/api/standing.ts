import { eq, gt, or, sql } from "ponder";
import { account, nodeService, opening, pricing, reservation, stream } from "ponder:schema";
import { positionAt } from "../../../../sdk/rules/account.ts";
import { booksOf } from "../escrow/books.ts";
import { readQuote } from "./money.ts";
import type { Reading } from "./reading.ts";

/** What decides where reservations stand, beside their own rows. */
export interface Standing {
  /** Unix time in seconds. */
  readonly now: number;
  readonly pausedAccounts: readonly number[];
  readonly exhaustedAccounts: readonly number[];
  readonly deploymentWindowSeconds: number;
}

/** Which accounts are not active now, of those with streams that run: the rules applied to what was last written. */
export async function readStanding(reading: Reading): Promise<Standing> {
  const { db, now } = reading;
  const quote = await readQuote(reading);
  const [escrow] = await db.select().from(opening);
  const charged = await db
    .select()
    .from(account)
    .where(or(gt(account.discountableUsdPerSecond, 0n), gt(account.plainUsdPerSecond, 0n)));
  const found = charged.map((row) => ({
    accountId: row.accountId,
    status: positionAt(booksOf(row), quote?.index ?? row.index).status,
  }));
  const idsOf = (wanted: string) => found.filter(({ status }) => status === wanted).map(({ accountId }) => accountId);
  return {
    now,
    pausedAccounts: idsOf("paused"),
    exhaustedAccounts: idsOf("exhausted"),
    deploymentWindowSeconds: escrow?.deploymentWindowSeconds ?? 0,
  };
}

/**
 * Why a reservation is closed, or may be closed by anybody though nobody has, as {IReservations-stateOf} says it: a column of
 * {@link joinStanding}'s tables.
 */
export function reasonColumn({ now, exhaustedAccounts, deploymentWindowSeconds }: Standing) {
  const isLate = sql`${now}::bigint > COALESCE(${stream.settledTo}, ${stream.startedAt}, ${stream.at}) + ${deploymentWindowSeconds}::bigint`;
  return sql<string>`CASE
    WHEN ${reservation.reason} <> 'none' THEN ${reservation.reason}
    WHEN ${stream.status} = 'dead' THEN 'exhausted'
    WHEN ${stream.status} = 'ended' AND ${isLate} THEN 'not acknowledged in time'
    WHEN ${stream.status} NOT IN ('pending', 'running') THEN 'cancelled'
    WHEN ${account.epoch} <> ${stream.epoch} OR ${isOneOf(exhaustedAccounts)} THEN 'exhausted'
    WHEN ${stream.status} = 'pending' AND ${isLate} THEN 'not acknowledged in time'
    WHEN ${nodeService.noticeEndsAt} <= ${now}::bigint THEN 'farmer''s notice'
    WHEN ${pricing.closableAt} <= ${now}::bigint THEN 'pricing version retired'
    WHEN ${reservation.kind} = 'included' AND ${dedicationReason()} <> 'none' THEN 'dedication closed'
    ELSE 'none' END`;
}

/** Where a reservation stands, likewise. */
export function stateColumn(standing: Standing) {
  return sql<"pending" | "active" | "paused" | "closed">`CASE
    WHEN ${reasonColumn(standing)} <> 'none' THEN 'closed'
    WHEN ${stream.status} = 'pending' THEN 'pending'
    WHEN ${isOneOf(standing.pausedAccounts)} THEN 'paused'
    ELSE 'active' END`;
}

/** Conditions by which the tables are joined that the columns are made of. */
export const STANDING_JOINS = {
  stream: eq(stream.streamId, reservation.streamId),
  account: eq(account.accountId, reservation.accountId),
  nodeService: eq(nodeService.nodeId, reservation.nodeId),
  pricing: eq(pricing.version, stream.pricingVersion),
};

/** Any number of accounts are one parameter. */
function isOneOf(accountIds: readonly number[]) {
  return sql`${account.accountId} = ANY(${`{${accountIds.join(",")}}`}::bigint[])`;
}

/** Why the dedication of the node is closed that a reservation was included in: the latest one before it. */
function dedicationReason() {
  return sql`(SELECT dedication.reason FROM ${reservation} AS dedication
    WHERE dedication.node_id = ${reservation.nodeId} AND dedication.kind = 'dedicated'
      AND dedication.reservation_id < ${reservation.reservationId}
    ORDER BY dedication.reservation_id DESC LIMIT 1)`;
}
