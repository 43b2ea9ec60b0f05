import { count, eq, inArray } from "ponder";
import { account, accountEntry, domainName, nodeService, pricing, reservation, stream } from "ponder:schema";
import type { TimedQuote } from "../../../../../sdk/rules/account-forecast.ts";
import { answer } from "../answer.ts";
import type { Account, AccountEntry } from "../answers/accounts.ts";
import { account as accountAnswer, accountEntry as entryAnswer } from "../answers/accounts.ts";
import { pageOf } from "../answers/common.ts";
import { name as nameAnswer } from "../answers/reservations.ts";
import { readQuote, standingOf } from "../money.ts";
import { toPage } from "../page.ts";
import { address, extentOf, orderOf, paging, whole } from "../parameters.ts";
import type { Reading } from "../reading.ts";
import { missing } from "../refusal.ts";
import { getRoute, newRoutes } from "../routes.ts";
import { toAddress, toOccurrence } from "../shapes.ts";
import { DEDICATION, STANDING_JOINS, readStanding, stateColumn } from "../standing.ts";

const accountId = whole("The account");

const ACCOUNT_SORTS = { accountId: account.accountId };
const ENTRY_SORTS = { block: accountEntry.block };
const NAME_SORTS = { name: domainName.name, block: domainName.block };

type AccountRow = typeof account.$inferSelect;

export const accountRoutes = newRoutes()
  .openapi(
    getRoute({
      path: "/accounts",
      summary: "Accounts of the escrow",
      answer: pageOf(accountAnswer),
      query: { owner: address("Only his").optional(), ...paging(ACCOUNT_SORTS) },
    }),
    (c) => {
      const query = c.req.valid("query");
      const wanted = query.owner === undefined ? undefined : eq(account.owner, query.owner);
      const extent = extentOf(query);
      const order = orderOf(query, ACCOUNT_SORTS, { usual: "accountId", unique: [account.accountId] });
      return answer(c, async (reading) => {
        const { db } = reading;
        const rows = await db
          .select()
          .from(account)
          .where(wanted)
          .orderBy(...order)
          .limit(extent.limit)
          .offset(extent.offset);
        return { items: await toAccounts(reading, rows), total: await db.$count(account, wanted), ...extent };
      });
    },
  )
  .openapi(
    getRoute({ path: "/accounts/{accountId}", summary: "An account", answer: accountAnswer, params: { accountId } }),
    (c) => {
      const { accountId: wanted } = c.req.valid("param");
      return answer(c, async (reading) => {
        const rows = await reading.db.select().from(account).where(eq(account.accountId, wanted));
        const [found] = await toAccounts(reading, rows);
        if (found === undefined) throw missing(`account ${wanted}`);
        return found;
      });
    },
  )
  .openapi(
    getRoute({
      path: "/accounts/{accountId}/entries",
      summary: "What changed an account's money, in the order of the chain",
      answer: pageOf(entryAnswer),
      params: { accountId },
      query: paging(ENTRY_SORTS),
    }),
    (c) => {
      const query = c.req.valid("query");
      const wanted = eq(accountEntry.accountId, c.req.valid("param").accountId);
      const extent = extentOf(query);
      const order = orderOf(query, ENTRY_SORTS, {
        usual: "block",
        unique: [accountEntry.block, accountEntry.logIndex, accountEntry.eventId],
      });
      return answer(c, ({ db }) =>
        toPage(
          extent,
          db
            .select()
            .from(accountEntry)
            .where(wanted)
            .orderBy(...order)
            .limit(extent.limit)
            .offset(extent.offset),
          db.$count(accountEntry, wanted),
          toEntry,
        ),
      );
    },
  )
  .openapi(
    getRoute({
      path: "/names",
      summary: "Names that somebody holds or held",
      answer: pageOf(nameAnswer),
      query: { account: whole("Only of this account").optional(), ...paging(NAME_SORTS) },
    }),
    (c) => {
      const query = c.req.valid("query");
      const wanted = query.account === undefined ? undefined : eq(domainName.accountId, query.account);
      const extent = extentOf(query);
      const order = orderOf(query, NAME_SORTS, { usual: "name", unique: [domainName.name, domainName.streamId] });
      return answer(c, ({ db }) =>
        toPage(
          extent,
          db
            .select()
            .from(domainName)
            .where(wanted)
            .orderBy(...order)
            .limit(extent.limit)
            .offset(extent.offset),
          db.$count(domainName, wanted),
          (row) => ({
            name: row.name,
            accountId: row.accountId,
            streamId: row.streamId,
            isReleased: row.freeAt !== null,
            ...(row.freeAt === null ? {} : { freeAt: row.freeAt }),
            reserved: toOccurrence(row),
          }),
        ),
      );
    },
  );

async function toAccounts(reading: Reading, rows: readonly AccountRow[]): Promise<Account[]> {
  const quote = await readQuote(reading);
  const counts = await countReservations(
    reading,
    rows.map((row) => row.accountId),
  );
  return rows.map((row) => toAccount(row, quote, counts.get(row.accountId) ?? NONE));
}

const NONE: Account["reservations"] = { pending: 0, active: 0, paused: 0, closed: 0 };

async function countReservations(
  reading: Reading,
  accountIds: number[],
): Promise<Map<number, Account["reservations"]>> {
  const state = stateColumn(await readStanding(reading));
  const rows = await reading.db
    .select({ accountId: reservation.accountId, state: state.as("state"), reservations: count() })
    .from(reservation)
    .innerJoin(stream, STANDING_JOINS.stream)
    .innerJoin(account, STANDING_JOINS.account)
    .leftJoin(nodeService, STANDING_JOINS.nodeService)
    .leftJoin(pricing, STANDING_JOINS.pricing)
    .leftJoin(DEDICATION, STANDING_JOINS.dedication)
    .where(inArray(reservation.accountId, accountIds))
    .groupBy(({ accountId: of, state: standing }) => [of, standing]);
  const counts = new Map<number, Account["reservations"]>();
  for (const row of rows) {
    counts.set(row.accountId, { ...(counts.get(row.accountId) ?? NONE), [row.state]: row.reservations });
  }
  return counts;
}

function toAccount(row: AccountRow, quote: TimedQuote | undefined, reservations: Account["reservations"]): Account {
  return {
    accountId: row.accountId,
    owner: toAddress(row.owner),
    ...(row.pendingOwner === null ? {} : { pendingOwner: toAddress(row.pendingOwner) }),
    ...standingOf(row, quote),
    creditUnits: String(row.creditUnits),
    reservations,
    opened: toOccurrence(row),
  };
}

function toEntry(row: typeof accountEntry.$inferSelect): AccountEntry {
  return {
    kind: row.kind,
    ...(row.tftUnits === null ? {} : { tftUnits: String(row.tftUnits) }),
    ...(row.counterparty === null ? {} : { counterparty: toAddress(row.counterparty) }),
    happened: toOccurrence(row),
  };
}
