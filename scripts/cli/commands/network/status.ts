import type { PeriodStatus } from "../../../../sdk/measurements/period-status.ts";
import { periodStatus } from "../../../../sdk/measurements/period-status.ts";
import { formatPeriod, formatTime } from "../../../../sdk/network/format-time.ts";
import { hostOf } from "../../../../sdk/network/rpc-endpoint.ts";
import { readSignerSet } from "../../../../sdk/network/signer-set.ts";
import type { SignerSetState } from "../../../../sdk/network/signer-set.ts";
import { periodAt } from "../../../../sdk/rules/minting-period.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { rpcUrlOf } from "../../networks.ts";
import { fields, table } from "../../table.ts";

/** So many of the periods that have ended are shown. */
const PERIODS_SHOWN = 3;

type Status = Awaited<ReturnType<typeof readStatus>>;

/** Shows a network. */
export async function run(context: GridContext): Promise<Answer> {
  const status = await readStatus(context);
  return {
    document: toDocument(context, status),
    text: [
      fields(describe(context, status)),
      fields(context.book.contracts),
      table(
        ["period that ended", "state", "claims"],
        status.periods.map((period) => periodRow(context, period)),
      ),
    ].join("\n"),
  };
}

async function readStatus({ grid, provider, book }: GridContext) {
  const block = await provider.getBlock("latest");
  if (block === null) throw new Error("The chain has no block yet.");
  const period = periodAt(book.schedule, block.timestamp);
  const ended = Array.from({ length: PERIODS_SHOWN }, (_, index) => period - 1 - index).filter((one) => one >= 0);
  const [supply, cap, mintable, price, farms, nodes, attestors, verifiers, periods] = await Promise.all([
    grid.TFT.totalSupply(),
    grid.TFT.cap(),
    grid.TFT.mintableBy(book.contracts.FarmingRewards),
    grid.Directory.connectionPriceMusd(),
    grid.Directory.farmCount(),
    grid.Directory.nodeCount(),
    readSignerSet(grid.Attestors),
    readSignerSet(grid.Verifiers),
    Promise.all(ended.map((one) => periodStatus(grid, one))),
  ]);
  return { block, period, supply, cap, mintable, price, farms, nodes, attestors, verifiers, periods };
}

function toDocument({ network, chainId, book }: GridContext, status: Status) {
  const { block, period, supply, cap, mintable, price, farms, nodes, attestors, verifiers, periods } = status;
  return {
    network,
    chainId: Number(chainId),
    block: block.number,
    time: formatTime(block.timestamp),
    period,
    schedule: book.schedule,
    contracts: book.contracts,
    deployedAtBlock: book.deployedAtBlock,
    supplyUnits: supply,
    capUnits: cap,
    mintableUnits: mintable,
    connectionPriceMusd: Number(price),
    farms: Number(farms),
    nodesEverRegistered: Number(nodes),
    attestors,
    verifiers,
    periods,
  };
}

function describe(context: GridContext, status: Status): Record<string, string> {
  const { block, period, supply, cap, mintable, price, farms, nodes, attestors, verifiers } = status;
  return {
    network: `${context.network} (chain ${context.chainId}) at ${hostOf(rpcUrlOf(context.network, context))}`,
    block: `${block.number} of ${formatTime(block.timestamp)}`,
    "running period": formatPeriod(context.book.schedule, period),
    "TFT supply": `${formatTft(supply)} of at most ${formatTft(cap)}`,
    "rewards can mint": `${formatTft(mintable)} TFT now`,
    "connection price": `${(Number(price) / 1000).toFixed(3)} USD per TFT, for new terms`,
    farms: `${farms}`,
    "nodes ever registered": `${nodes}`,
    attestors: signersText(attestors),
    verifiers: signersText(verifiers),
  };
}

function signersText({ version, members, threshold, next }: SignerSetState): string {
  const lines = [`${threshold} of ${members.length} (set ${version})`, ...members];
  return next === undefined
    ? lines.join("\n")
    : [...lines, `set ${next.version} from ${formatTime(next.activeFrom)}`].join("\n");
}

function periodRow(
  { book }: GridContext,
  { period, batches, isOverdue, claimableAt, proposableAt }: PeriodStatus,
): string[] {
  const first = batches[0]?.state ?? "awaited";
  const corrections = batches.length > 1 ? `, ${batches.length - 1} corrections` : "";
  const state = isOverdue ? `${first}, overdue` : first;
  const claims =
    claimableAt === undefined ? `proposable since ${formatTime(proposableAt)}` : `from ${formatTime(claimableAt)}`;
  return [formatPeriod(book.schedule, period), `${state}${corrections}`, claims];
}
