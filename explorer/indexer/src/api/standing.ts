import { alias, eq, gt, or, sql } from "ponder";
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

/** The reservation of the whole node that one is included in. */
export const DEDICATION = alias(reservation, "dedication_of");

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
 * Where a reservation stands, for lists that ask for one state and for counting: `reservationNow` as a column of the tables
 * that {@link STANDING_JOINS} joins.
 */
export function stateColumn({ now, pausedAccounts, exhaustedAccounts, deploymentWindowSeconds }: Standing) {
  return sql<"pending" | "active" | "paused" | "closed">`CASE
    WHEN ${reservation.reason} <> 'none' OR ${stream.status} NOT IN ('pending', 'running') THEN 'closed'
    WHEN ${account.epoch} <> ${stream.epoch} OR ${isOneOf(exhaustedAccounts)} THEN 'closed'
    WHEN ${stream.status} = 'pending' AND ${now}::bigint > ${stream.settledTo} + ${deploymentWindowSeconds}::bigint THEN 'closed'
    WHEN ${nodeService.noticeEndsAt} <= ${now}::bigint OR ${pricing.closableAt} <= ${now}::bigint THEN 'closed'
    WHEN ${DEDICATION.reason} <> 'none' THEN 'closed'
    WHEN ${stream.status} = 'pending' THEN 'pending'
    WHEN ${isOneOf(pausedAccounts)} THEN 'paused'
    ELSE 'active' END`;
}

/** Conditions by which the tables are joined that the columns are made of. */
export const STANDING_JOINS = {
  stream: eq(stream.streamId, reservation.streamId),
  account: eq(account.accountId, reservation.accountId),
  nodeService: eq(nodeService.nodeId, reservation.nodeId),
  pricing: eq(pricing.version, stream.pricingVersion),
  dedication: eq(DEDICATION.reservationId, reservation.dedicationId),
};

/** Any number of accounts are one parameter. */
function isOneOf(accountIds: readonly number[]) {
  return sql`${account.accountId} = ANY(${`{${accountIds.join(",")}}`}::bigint[])`;
}
