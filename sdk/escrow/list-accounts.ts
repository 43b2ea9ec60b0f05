import type { GridSource } from "../network/connect-deployment.ts";
import { LogsMissingError, readEvents } from "../network/read-logs.ts";

/** An account and who owns it. */
export interface OwnedAccount {
  readonly accountId: number;
  readonly owner: string;
}

/**
 * All accounts, or those of one owner, by their numbers.
 *
 * @throws {LogsMissingError} When the node does not give the events of all of them
 */
export async function listAccounts({ grid, provider, book }: GridSource, owner?: string): Promise<OwnedAccount[]> {
  const { Escrow } = grid;
  const range = { fromBlock: book.deployedAtBlock, toBlock: await provider.getBlockNumber() };
  const [opened, transferred, count] = await Promise.all([
    readEvents(Escrow, Escrow.filters.AccountOpened, range),
    readEvents(Escrow, Escrow.filters.AccountTransferred, range),
    Escrow.accountCount({ blockTag: range.toBlock }),
  ]);
  if (BigInt(opened.length) < count) throw new LogsMissingError(range);
  const owners = new Map([...opened, ...transferred].map(({ values }) => [Number(values.accountId), values.owner]));
  const accounts = [...owners].map(([accountId, of]) => ({ accountId, owner: of }));
  return accounts.filter((account) => owner === undefined || account.owner.toLowerCase() === owner.toLowerCase());
}
