import { listAccounts } from "../../../../sdk/escrow/list-accounts.ts";
import { readAccount } from "../../../../sdk/escrow/read-account.ts";
import { mapInParallel } from "../../../../sdk/network/map-in-parallel.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";
import { balanceTft, plainBalance, timeText } from "./words.ts";

/** So many accounts are read at once. */
const PARALLEL_READS = 6;

/** Lists accounts. */
export async function run(context: GridContext, { owner }: { owner?: string }): Promise<Answer> {
  const owned = await listAccounts(context, owner);
  if (owned.length === 0) return nobody(owner);
  const accounts = await mapInParallel(owned, PARALLEL_READS, ({ accountId }) => readAccount(context, accountId));
  return {
    document: accounts.map(({ accountId, owner: of, status, balance, forecasts }) => ({
      account: accountId,
      owner: of,
      status,
      balanceTft: plainBalance(balance),
      pausesAt: forecasts.atPresentPrice.pausesAt,
    })),
    text: table(
      ["account", "owner", "status", "TFT", "pauses"],
      accounts.map(({ accountId, owner: of, status, balance, forecasts }) => [
        `${accountId}`,
        of,
        status,
        balanceTft(balance),
        timeText(forecasts.atPresentPrice.pausesAt),
      ]),
    ),
  };
}

function nobody(owner: string | undefined): Answer {
  return {
    document: [],
    text: owner === undefined ? "There are no accounts yet." : `${owner} owns no account.`,
    hints: ["Open one with: tfgrid account create"],
  };
}
