import { listAccounts } from "../../../../sdk/escrow/list-accounts.ts";
import { readAccount } from "../../../../sdk/escrow/read-account.ts";
import type { IndexerClient } from "../../../../sdk/indexer/indexer-client.ts";
import { readAllPages } from "../../../../sdk/indexer/read-all-pages.ts";
import { mapInParallel } from "../../../../sdk/network/map-in-parallel.ts";
import type { AccountStatus } from "../../../../sdk/rules/account.ts";
import type { Answer } from "../../answer.ts";
import { chooseIndexer } from "../../choose-indexer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";
import { balanceTft, plainBalance, timeText } from "./words.ts";

/** So many accounts are read at once. */
const PARALLEL_READS = 6;

interface Flags {
  readonly owner?: string;
  readonly indexer?: string;
}

interface Listed {
  readonly accountId: number;
  readonly owner: string;
  readonly status: AccountStatus;
  /** In 10^-16 TFT. */
  readonly balance: bigint;
  readonly pausesAt: bigint | undefined;
}

/** Lists accounts. */
export async function run(context: GridContext, { owner, indexer }: Flags): Promise<Answer> {
  const client = await chooseIndexer(context, indexer);
  const accounts = await (client === undefined ? listOfChain(context, owner) : listOfIndexer(client, owner));
  if (accounts.length === 0) return nobody(owner);
  return {
    document: accounts.map(({ accountId, owner: of, status, balance, pausesAt }) => ({
      account: accountId,
      owner: of,
      status,
      balanceTft: plainBalance(balance),
      pausesAt,
    })),
    text: table(
      ["account", "owner", "status", "TFT", "pauses"],
      accounts.map(({ accountId, owner: of, status, balance, pausesAt }) => [
        `${accountId}`,
        of,
        status,
        balanceTft(balance),
        timeText(pausesAt),
      ]),
    ),
  };
}

async function listOfChain(context: GridContext, owner: string | undefined): Promise<Listed[]> {
  const owned = await listAccounts(context, owner);
  const accounts = await mapInParallel(owned, PARALLEL_READS, ({ accountId }) => readAccount(context, accountId));
  return accounts.map((account) => ({ ...account, pausesAt: account.forecasts.atPresentPrice.pausesAt }));
}

async function listOfIndexer(client: IndexerClient, owner: string | undefined): Promise<Listed[]> {
  const accounts = await readAllPages((page) =>
    client.listAccounts({ ...page, ...(owner === undefined ? {} : { owner }) }),
  );
  return accounts.map(({ balance, forecast: { pausesAt }, ...account }) => ({
    ...account,
    balance: BigInt(balance),
    pausesAt: pausesAt === undefined ? undefined : BigInt(pausesAt),
  }));
}

function nobody(owner: string | undefined): Answer {
  return {
    document: [],
    text: owner === undefined ? "There are no accounts yet." : `${owner} owns no account.`,
    hints: ["Open one with: tfgrid account create"],
  };
}
